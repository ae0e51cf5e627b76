think=5
work() {
  change page/index.html 's|^    <script src="notes.js"></script>$|    <p>Tags: <output id="tags"></output></p>\
    <script src="notes.js"></script>\
    <script src="tags.js"></script>|'
  output ui_components page/tags.js
}
