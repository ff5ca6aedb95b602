import Deployment
import Foundation
import Infra
import Testing

/// A template of one or more resources with the expected outcome of one rule for the first of them.
struct CheckCase: Sendable, CustomTestStringConvertible {
    enum Expected: String, Sendable {
        case pass, fail, notEvaluable, notApplicable
    }

    let rule: String
    let expected: Expected
    /// The sections of the template, as JSON without the outer braces.
    let text: String
    let tier: Tier
    /// A part of the finding's message.
    let message: String?

    var testDescription: String { "\(rule) \(expected.rawValue): \(text)" }

    /// A case with one resource, `Subject`.
    /// - Parameters:
    ///   - body: The resource's type, a space, and its properties as JSON; members beside the properties follow `;`.
    init(_ rule: String, _ expected: Expected, _ body: String, tier: Tier = .production, _ message: String? = nil) {
        let type = body.prefix { $0 != " " }
        let rest = body.dropFirst(type.count + 1)
        let parts = rest.split(separator: " ; ", maxSplits: 1)
        let properties = parts.first.map(String.init) ?? "{}"
        let attributes = parts.count > 1 ? ", " + parts[1] : ""
        self.init(
            rule, expected,
            sections: #""Resources": {"Subject": {"Type": "\#(type)", "Properties": \#(properties)\#(attributes)}}"#,
            tier: tier, message)
    }

    /// A case with several sections; the element under test begins with `Subject`.
    init(_ rule: String, _ expected: Expected, sections: String, tier: Tier = .production, _ message: String? = nil) {
        self.rule = rule
        self.expected = expected
        self.tier = tier
        self.message = message
        text = sections
    }

    /// The result of the rule for `Subject`; nil if the rule does not apply.
    func result(suppressions: [CheckSuppression] = []) throws -> CheckResult? {
        let template = CheckedTemplate(name: "case", try JSONText.expression("{\(text)}"))
        let rule = try #require(CheckRule.all.first { $0.id == self.rule }, "there is no rule \(self.rule)")
        let checks = TemplateChecks(tier: tier, suppressions: suppressions, today: "2026-11-30", rules: [rule])
        return checks.report("case", file: "case.json", [template]).results
            .first { $0.element.logicalID.hasPrefix("Subject") }
    }
}

/// JSON as a template's expression.
enum JSONText {
    private enum Value: Decodable {
        case expression(TemplateExpression)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .expression(.boolean(flag))
            } else if let number = try? container.decode(Int.self) {
                self = .expression(.integer(number))
            } else if let number = try? container.decode(Double.self) {
                self = .expression(.number(number))
            } else if let text = try? container.decode(String.self) {
                self = .expression(.string(text))
            } else if let list = try? container.decode([Value].self) {
                self = .expression(.list(list.map(\.unwrapped)))
            } else {
                let members = try container.decode([String: Value].self).sorted { $0.key < $1.key }
                self = .expression(.object(members.map { .init($0.key, $0.value.unwrapped) }))
            }
        }

        var unwrapped: TemplateExpression {
            switch self {
            case .expression(let expression): expression
            }
        }
    }

    static func expression(_ text: String) throws -> TemplateExpression {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8)).unwrapped
    }
}
