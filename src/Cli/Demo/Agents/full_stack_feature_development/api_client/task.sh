think=2
work() {
  change page/index.html 's|^    <title>Notes</title>$|    <title>Notes</title>\
    <script src="client.js"></script>|'
  output api_client page/client.js
}
