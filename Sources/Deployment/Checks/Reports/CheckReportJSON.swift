import Infra

/// The report as JSON. Passes are counted only.
enum CheckReportJSON {
    static func expression(of reports: [CheckReport]) -> TemplateExpression {
        ["environments": .list(reports.map(expression))]
    }

    private static func expression(of report: CheckReport) -> TemplateExpression {
        [
            "name": .string(report.name), "file": .string(report.file),
            "counts": [
                "fail": .integer(report.failures.count), "suppressed": .integer(report.suppressed.count),
                "notEvaluable": .integer(report.notEvaluable.count), "pass": .integer(report.passes),
            ],
            "results": .list(report.results.filter { $0.outcome != .pass }.map(expression)),
            "checkovSkips": .list(
                report.skips.map { skip in
                    [
                        "id": .string(skip.id), "stack": .string(skip.stack), "path": .string(skip.path),
                        "logicalId": .string(skip.logicalID), "reason": .string(skip.reason),
                    ]
                }),
            "unusedSuppressions": .list(report.unused.map(expression)),
        ]
    }

    private static func expression(of result: CheckResult) -> TemplateExpression {
        var members: [TemplateExpression.Member] = [
            .init("rule", .string(result.rule.id)), .init("severity", .string(result.rule.severity.rawValue)),
            .init("outcome", .string(result.outcome.word)), .init("title", .string(result.rule.title)),
            .init("stack", .string(result.stack)), .init("path", .string(result.element.path)),
            .init("logicalId", .string(result.element.logicalID)), .init("type", .string(result.element.type)),
            .init(
                "faults",
                .list(result.faults.map { ["property": .string($0.path), "message": .string($0.message)] })),
            .init("why", .string(result.rule.why)), .init("fix", .string(result.rule.fix)),
        ]
        if let line = result.element.line { members.append(.init("line", .integer(line))) }
        if case .suppressed(let suppression) = result.outcome {
            members.append(.init("suppression", expression(of: suppression)))
        }
        return .object(members)
    }

    private static func expression(of suppression: CheckSuppression) -> TemplateExpression {
        var members: [TemplateExpression.Member] = [
            .init("rule", .string(suppression.rule)), .init("path", .string(suppression.path)),
            .init("reason", .string(suppression.reason)),
        ]
        if let expires = suppression.expires { members.append(.init("expires", .string(expires))) }
        return .object(members)
    }
}

extension CheckOutcome {
    /// The outcome's name in JSON.
    var word: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .suppressed: "suppressed"
        case .notEvaluable: "notEvaluable"
        }
    }
}
