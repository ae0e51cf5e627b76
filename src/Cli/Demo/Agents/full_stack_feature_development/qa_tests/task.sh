think=3
work() { output test_suite tests/TagTests.cs; }
