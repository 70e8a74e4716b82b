// Says at the end how many passed and failed, in one plain line.

import type { FullResult, Reporter, Suite, TestCase } from "@playwright/test/reporter";

export default class Summary implements Reporter {
  private all: TestCase[] = [];

  onBegin(_config: unknown, suite: Suite) {
    this.all = suite.allTests();
  }

  onEnd(_result: FullResult) {
    const count = (...outcomes: string[]) => this.all.filter((test) => outcomes.includes(test.outcome())).length;
    const passed = count("expected", "flaky");
    console.log(`browser: ${passed} passed, ${count("unexpected")} failed, ${count("skipped")} skipped`);
  }

  printsToStdio() {
    return false;
  }
}
