think=3
work() { output comprehensive_documentation docs/search.md; }
