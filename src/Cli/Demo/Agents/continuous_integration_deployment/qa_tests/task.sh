think=2
work() {
  mkdir -p reports
  # The state that was just developed is compiled, started and called; a failing test fails the task.
  sh test.sh behaviour contract >reports/qa.txt || { cat reports/qa.txt; return 1; }
  output qa_report reports/qa.txt
}
