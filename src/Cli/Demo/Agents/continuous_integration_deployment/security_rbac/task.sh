think=3
work() {
  mkdir -p reports
  # The state that was just developed is compiled, started and called; a failing test fails the task.
  sh test.sh policy >reports/security.txt || { cat reports/security.txt; return 1; }
  output security_report reports/security.txt
}
