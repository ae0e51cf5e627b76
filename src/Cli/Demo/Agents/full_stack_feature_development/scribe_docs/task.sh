think=3
work() {
  change README.md 's/^| `tests\/` | tests that start the service and call it |$/&\
| `docs\/` | what the parts are for |/'
  output documentation docs/tags.md
}
