think=3
work() { output dashboards monitoring/tags.json; }
