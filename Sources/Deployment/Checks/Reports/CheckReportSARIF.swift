import Basics
import Diagnostics
import Infra

/// The report as a SARIF log ("Static Analysis Results Interchange Format (SARIF) Version 2.1.0", OASIS Standard).
enum CheckReportSARIF {
    static func expression(of reports: [CheckReport]) -> TemplateExpression {
        [
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0", "runs": .list(reports.map(run)),
        ]
    }

    private static func run(_ report: CheckReport) -> TemplateExpression {
        let rules = CheckRule.all
        let indices = Dictionary(uniqueKeysWithValues: zip(rules.map(\.id), rules.indices))
        let driver: TemplateExpression = [
            "name": "infra-cli validate", "semanticVersion": .string(BuildVersion.current),
            "rules": .list(rules.map(descriptor)),
        ]
        return [
            "tool": ["driver": driver], "automationDetails": ["id": .string("weir/\(report.name)/")],
            "columnKind": "unicodeCodePoints",
            "results": .list(
                report.results.filter { $0.outcome != .pass }.map { result in
                    self.result(result, report, index: indices[result.rule.id] ?? -1)
                }),
        ]
    }

    private static func descriptor(_ rule: CheckRule) -> TemplateExpression {
        [
            "id": .string(rule.id), "shortDescription": ["text": .string(rule.title)],
            "fullDescription": ["text": .string(rule.why)], "help": ["text": .string(rule.fix)],
            "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
        ]
    }

    private static func result(_ result: CheckResult, _ report: CheckReport, index: Int) -> TemplateExpression {
        let isFinding = result.outcome != .notEvaluable
        let text = result.faults.map(\.words).joined(separator: "; ")
        var physical: [TemplateExpression.Member] = [
            .init("artifactLocation", ["uri": .string(uri(report.file))])
        ]
        if let line = result.element.line { physical.append(.init("region", ["startLine": .integer(line)])) }
        let name = "\(result.stack)/\(result.element.path)"
        var members: [TemplateExpression.Member] = [
            .init("ruleId", .string(result.rule.id)), .init("ruleIndex", .integer(index)),
            .init("kind", isFinding ? "fail" : "review"),
            // A result of another kind than "fail" has the level "none" (3.27.10).
            .init("level", isFinding ? .string(result.rule.severity.rawValue) : "none"),
            .init("message", ["text": .string("\(result.element.path): \(text)")]),
            .init(
                "locations",
                [
                    [
                        "physicalLocation": .object(physical),
                        "logicalLocations": [
                            [
                                "name": .string(result.element.logicalID), "fullyQualifiedName": .string(name),
                                "kind": "resource",
                            ]
                        ],
                    ]
                ]),
            .init("partialFingerprints", ["weirRuleAndResource/v1": .string("\(result.rule.id):\(name)")]),
        ]
        if case .suppressed(let suppression) = result.outcome {
            members.append(
                .init(
                    "suppressions",
                    [["kind": "external", "status": "accepted", "justification": .string(suppression.words)]]))
        }
        return .object(members)
    }

    /// Returns the URI reference to a file: a `file` URL for an absolute path, else a relative reference (RFC 3986, section 4).
    private static func uri(_ path: String) -> String {
        let encoded = PercentEncoding.encode(path, keepsSlashes: true)
        return path.hasPrefix("/") ? "file://\(encoded)" : encoded
    }
}
