think=4
work() { output contract_test_suite tests/TagContractTests.cs; }
