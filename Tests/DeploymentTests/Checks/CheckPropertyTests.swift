import Deployment
import Foundation
import Infra
import TestSupport
import Testing

@Suite("Any template under the rules")
struct CheckPropertyTests {
    private static let names = [
        "Action", "AssumeRolePolicyDocument", "CidrIp", "Condition", "ContainerDefinitions", "DefaultActions",
        "Default",
        "DeletionPolicy", "DeploymentConfiguration", "DesiredCount", "Effect", "Environment", "Engine", "Family",
        "FromPort",
        "Image", "Key", "LoadBalancerAttributes", "Name", "NoEcho", "Parameters", "Policies", "PolicyDocument",
        "Principal",
        "Protocol", "PubliclyAccessible", "Resource", "SecurityGroupIngress", "SslPolicy", "Statement",
        "StorageEncrypted",
        "ToPort", "Type", "User", "Value", "", "a/b", "\u{1}<>&\"'",
    ]
    private static let words = [
        "", "*", "s3:*", "Allow", "HTTP", "HTTPS", "redirect", "0.0.0.0/0", "80", "443", "true", "weir:latest",
        "host/weir:1", "${", "${!x}", "${A.B}", "}{", "root", "0", "repo:*", "postgres14", "\u{0}", "é\u{301}",
        "-----BEGIN ",
        "AWS::NoValue", "AWS::Region", "R0", "P0",
    ]

    private static func value(_ random: inout SeededGenerator, depth: Int) -> TemplateExpression {
        switch Int.random(in: 0...(depth > 4 ? 4 : 12), using: &random) {
        case 0...1: return .string(words.randomElement(using: &random) ?? "")
        case 2: return .boolean(random.chance(50))
        case 3: return .integer(Int.random(in: -1...500, using: &random))
        case 4: return ["Ref": .string(words.randomElement(using: &random) ?? "")]
        case 5: return ["Fn::If": ["C", value(&random, depth: depth + 1), value(&random, depth: depth + 1)]]
        case 6: return ["Fn::Sub": value(&random, depth: depth + 1)]
        case 7: return ["Fn::Join": [",", value(&random, depth: depth + 1)]]
        case 8: return ["Fn::GetAtt": value(&random, depth: depth + 1)]
        case 9, 10:
            return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(&random, depth: depth + 1) })
        default: return object(&random, depth: depth + 1)
        }
    }

    private static func object(_ random: inout SeededGenerator, depth: Int) -> TemplateExpression {
        let chosen = names.shuffled(using: &random).prefix(Int.random(in: 0...6, using: &random))
        return .object(chosen.map { .init($0, value(&random, depth: depth)) })
    }

    private static func template(_ random: inout SeededGenerator) -> TemplateExpression {
        let types = CheckRule.all.flatMap(\.types).sorted() + ["AWS::X::Y", ""]
        let resources = (0..<4).map { index -> TemplateExpression.Member in
            let type = TemplateExpression.string(types.randomElement(using: &random) ?? "")
            return .init(
                "R\(index)",
                ["Type": type, "Properties": value(&random, depth: 0), "Metadata": value(&random, depth: 3)])
        }
        return [
            "Parameters": ["P0": value(&random, depth: 2), "Password": object(&random, depth: 2)],
            "Resources": random.once(in: 20) ? value(&random, depth: 0) : .object(resources),
            "Outputs": ["R0": object(&random, depth: 2), "R1": value(&random, depth: 2)],
        ]
    }

    @Test("Any template is judged, and every format is well formed", arguments: 0..<25 as Range<UInt64>)
    func judges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<20 {
            let template = CheckedTemplate(name: "any", Self.template(&random))
            let tier = Tier.allCases.randomElement(using: &random) ?? .dev
            let report = TemplateChecks(tier: tier, today: "2026-11-30").report("any", file: "any.json", [template])
            let counts = [report.failures.count, report.notEvaluable.count, report.suppressed.count, report.passes]
            #expect(counts.reduce(0, +) == report.results.count, "seed \(seed) round \(round)")
            #expect(report.failures.allSatisfy { !$0.faults.isEmpty }, "seed \(seed) round \(round)")
            for format in [CheckReportFormat.json, .sarif] {
                let data = Data(format.text(of: [report]).utf8)
                #expect(throws: Never.self, "seed \(seed) round \(round)") {
                    try JSONSerialization.jsonObject(with: data)
                }
            }
            let tests = try XMLElements.parse(CheckReportFormat.junit.text(of: [report])).filter {
                $0.name == "testcase"
            }
            #expect(tests.count == report.results.count, "seed \(seed) round \(round)")
            let text = CheckReportFormat.text.text(of: [report])
            #expect(
                !text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" },
                "seed \(seed) round \(round)")
        }
    }
}
