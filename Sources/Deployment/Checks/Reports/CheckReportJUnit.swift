import Basics

/// The report as JUnit's XML: a suite for each environment, a test for each rule and resource.
enum CheckReportJUnit {
    static func text(of reports: [CheckReport]) -> String {
        let all = reports.flatMap(\.results)
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"infra-cli validate\" \(counts(all))>\n"
        for report in reports {
            text += "  <testsuite name=\"\(XMLText.content(report.name))\" \(counts(report.results))>\n"
            for result in report.results { text += testCase(result) }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    private static func counts(_ results: [CheckResult]) -> String {
        let failures = results.count { $0.outcome == .fail }
        let skipped = results.count { $0.outcome != .fail && $0.outcome != .pass }
        return "tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"0\""
    }

    private static func testCase(_ result: CheckResult) -> String {
        let name = XMLText.content("\(result.rule.id) \(result.element.path): \(result.rule.title)")
        let open = "    <testcase classname=\"\(XMLText.content(result.stack))\" name=\"\(name)\" time=\"0\""
        let faults = XMLText.content(result.faults.map(\.words).joined(separator: "; "))
        switch result.outcome {
        case .pass: return open + "/>\n"
        case .fail:
            let details = XMLText.content("Why: \(result.rule.why)\nFix: \(result.rule.fix)")
            return open + ">\n      <failure type=\"\(result.rule.severity.rawValue)\" message=\"\(faults)\">\(details)"
                + "</failure>\n    </testcase>\n"
        case .suppressed(let suppression):
            let reason = XMLText.content("suppressed: \(suppression.words)")
            return open + ">\n      <skipped message=\"\(reason)\"/>\n    </testcase>\n"
        case .notEvaluable:
            return open + ">\n      <skipped message=\"not evaluable: \(faults)\"/>\n    </testcase>\n"
        }
    }
}
