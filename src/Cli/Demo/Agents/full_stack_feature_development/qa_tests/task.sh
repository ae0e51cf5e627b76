think=5
work() { output test_suite tests/TagTests.cs; }
