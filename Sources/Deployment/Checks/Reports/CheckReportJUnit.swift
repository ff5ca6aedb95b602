/// The report as JUnit's XML: a suite for each environment, a test for each rule and resource.
enum CheckReportJUnit {
    static func text(of reports: [CheckReport]) -> String {
        let all = reports.flatMap(\.results)
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"infra-cli validate\" \(counts(all))>\n"
        for report in reports {
            text += "  <testsuite name=\"\(escaped(report.name))\" \(counts(report.results))>\n"
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
        let name = escaped("\(result.rule.id) \(result.element.path): \(result.rule.title)")
        let open = "    <testcase classname=\"\(escaped(result.stack))\" name=\"\(name)\" time=\"0\""
        let faults = escaped(result.faults.map(\.words).joined(separator: "; "))
        switch result.outcome {
        case .pass: return open + "/>\n"
        case .fail:
            let details = escaped("Why: \(result.rule.why)\nFix: \(result.rule.fix)")
            return open + ">\n      <failure type=\"\(result.rule.severity.rawValue)\" message=\"\(faults)\">\(details)"
                + "</failure>\n    </testcase>\n"
        case .suppressed(let suppression):
            let reason = escaped("suppressed: \(suppression.words)")
            return open + ">\n      <skipped message=\"\(reason)\"/>\n    </testcase>\n"
        case .notEvaluable:
            return open + ">\n      <skipped message=\"not evaluable: \(faults)\"/>\n    </testcase>\n"
        }
    }

    /// Escapes a text for XML 1.0, which has no control characters except tab and line ends.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
