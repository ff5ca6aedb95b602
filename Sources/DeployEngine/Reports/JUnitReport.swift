import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A deployment as JUnit's XML: a suite for the phases, and one for each stack with a test for each resource.
///
/// A failed resource is a failure, a cancelled one is skipped, so a pipeline's test report counts causes and not their victims.
package enum JUnitReport {
    /// Returns the document.
    package static func text(_ report: DeployReport) -> String {
        var suites = [phases(report)]
        suites += report.timeline.stacks.map(suite)
        let all = suites.flatMap(\.cases)
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"\(escaped("infra-cli \(report.operation)"))\" \(counts(all))>\n"
        for suite in suites {
            text += "  <testsuite name=\"\(escaped(suite.name))\" \(counts(suite.cases))>\n"
            for test in suite.cases { text += element(test, suite.name) }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    private struct Suite {
        var name: String
        var cases: [Case]
    }

    private struct Case {
        enum Result: Equatable {
            case passed
            case failed(message: String, details: String)
            case skipped(String)
        }

        var name: String
        var milliseconds: Int
        var result: Result
    }

    private static func phases(_ report: DeployReport) -> Suite {
        let cases = report.timeline.phases.map { entry in
            let details = report.explanation.map { $0.text(width: WrappedText.width, commands: true) } ?? ""
            let message = report.explanation?.title ?? entry.outcome ?? "the phase did not end"
            return Case(
                name: entry.phase.rawValue,
                milliseconds: milliseconds(entry.began, entry.ended ?? report.timeline.latest),
                result: report.isFailed(entry) ? .failed(message: message, details: details) : .passed)
        }
        return Suite(name: "\(report.operation) of \(report.environment)", cases: cases)
    }

    private static func suite(_ stack: StackTimeline) -> Suite {
        let cases = stack.resources.map { resource in
            let end = resource.spans.last.flatMap { $0.ended ?? stack.ended }
            let result: Case.Result =
                if let failure = resource.failure {
                    .failed(message: failure.status, details: failure.reason ?? "without a reason")
                } else if let cancelled = resource.spans.first(where: { $0.status.hasSuffix("_FAILED") }) {
                    .skipped(cancelled.reason ?? "cancelled")
                } else if resource.isInProgress {
                    .skipped("still \(resource.status)")
                } else {
                    .passed
                }
            return Case(
                name: "\(resource.logicalID) (\(resource.type))",
                milliseconds: resource.spans.first.map { milliseconds($0.began, end) } ?? 0, result: result)
        }
        return Suite(name: stack.name, cases: cases)
    }

    private static func milliseconds(_ start: Date, _ end: Date?) -> Int {
        end.map { max(0, Int($0.timeIntervalSince(start) * 1000 + 0.5)) } ?? 0
    }

    private static func counts(_ cases: [Case]) -> String {
        let failures = cases.count { if case .failed = $0.result { true } else { false } }
        let skipped = cases.count { if case .skipped = $0.result { true } else { false } }
        let time = Decimals.fixed(Double(cases.reduce(0) { $0 + $1.milliseconds }) / 1000, 3)
        return "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"\(time)\""
    }

    private static func element(_ test: Case, _ suite: String) -> String {
        let time = Decimals.fixed(Double(test.milliseconds) / 1000, 3)
        let open =
            "    <testcase classname=\"\(escaped(suite))\" name=\"\(escaped(test.name))\" time=\"\(time)\""
        return switch test.result {
        case .passed: open + "/>\n"
        case .failed(let message, let details):
            open + ">\n      <failure message=\"\(escaped(message))\">\(escaped(details))</failure>\n    </testcase>\n"
        case .skipped(let reason): open + ">\n      <skipped message=\"\(escaped(reason))\"/>\n    </testcase>\n"
        }
    }

    private static func escaped(_ text: String) -> String { XMLText.content(SecretRedaction.redacted(text)) }
}
