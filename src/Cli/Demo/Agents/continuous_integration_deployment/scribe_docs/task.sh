think=2
work() { output comprehensive_documentation docs/search.md; }
