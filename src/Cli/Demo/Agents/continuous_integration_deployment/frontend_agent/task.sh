think=3
work() {
  change page/index.html 's|^    <script src="notes.js"></script>$|    <p><input id="search" type="search" /> <output id="found"></output></p>\
    <script src="notes.js"></script>\
    <script src="search.js"></script>|'
  output frontend_implementation page/search.js
}
