think=4
work() {
  mkdir -p reports
  # The state that was just developed is compiled, started and called; a failing test fails the task.
  sh test.sh log page >reports/observability.txt || { cat reports/observability.txt; return 1; }
  output observability_report reports/observability.txt
}
