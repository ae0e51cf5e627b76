think=2
work() { output contract_specifications contract/openapi.json; }
