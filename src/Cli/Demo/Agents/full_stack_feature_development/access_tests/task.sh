think=3
work() { output access_test_suite tests/TagAccessTests.cs; }
