import Deployment
import Infra
import Testing

@Suite("CheckSuppression")
struct CheckSuppressionTests {
    private static let valid = """
        region: eu-central-1
        service: {image: 'weir:1.0.0',
          insecureHTTP: TLS ends in front of it}

        """

    private static func suppress(
        rule: String = "WEIR-DAT-005", path: String = "Database", reason: String = "'One zone is enough here'",
        expires: String = "2027-01-31"
    ) -> String {
        "\(valid)suppress:\n  - rule: \(rule)\n    path: \(path)\n    reason: \(reason)\n    expires: \(expires)\n"
    }

    @Test("An environment file accepts findings by rule, path, reason and last day")
    func reads() throws {
        let environment = try DeploymentEnvironment.parse(Self.suppress(), name: "production", file: "f")
        #expect(
            environment.suppressions == [
                CheckSuppression(
                    rule: "WEIR-DAT-005", path: "Database", reason: "One zone is enough here", expires: "2027-01-31")
            ])
    }

    @Test(
        "A faulty suppression is refused with its place, and an unknown rule with the nearest one",
        arguments: [
            (suppress(rule: "WEIR-DAT-05"), "5:11", "did you mean \"WEIR-DAT-005\"?"),
            (suppress(rule: "CKV_1"), "5:11", "an id of checkov"),
            (suppress(reason: "short"), "7:13", "a reason of 10 to 200 characters"),
            (suppress(expires: "2027-02-29"), "8:14", "a day such as 2027-01-31"),
            (suppress(expires: "soon"), "8:14", "a day such as 2027-01-31"),
            (valid + "suppress: WEIR-DAT-005\n", "4:11", "a list of blocks, each with rule, path, reason, expires"),
            (valid + "suppress:\n  - rule: WEIR-DAT-005\n", "5:5", "\"suppress.path\" is missing"),
            (valid + "suppress:\n  - rulee: WEIR-DAT-005\n", "5:5", "did you mean \"rule\"?"),
        ])
    func refuses(text: String, place: String, words: String) {
        let error = #expect(throws: EnvironmentFileError.self) {
            try DeploymentEnvironment.parse(text, name: "production", file: "f.yaml")
        }
        let lines = error?.description.split(separator: "\n") ?? []
        #expect(lines.contains { $0.hasPrefix("f.yaml:\(place): error: ") && $0.contains(words) }, "\(lines)")
    }

    @Test(
        "Every rule's id and every id of checkov can be suppressed", arguments: CheckRule.all.map(\.id) + ["CKV2_AWS_5"]
    )
    func ids(rule: String) throws {
        let environment = try DeploymentEnvironment.parse(Self.suppress(rule: rule), name: "dev", file: "f")
        #expect(environment.suppressions.map(\.rule) == [rule])
    }

    @Test("A suppression is in the metadata that checkov reads, with its reason, for resources of the rule alone")
    func metadata() throws {
        let text =
            Self.suppress()
            + "  - {rule: CKV_AWS_118, path: DatabaseInstance, reason: Not needed here, expires: 2027-05-01}\n"
        let environment = try DeploymentEnvironment.parse(text, name: "production", file: "f")
        let stacks = try ProductApp(environment).synthesize()
        let foundation = try #require(stacks.first { $0.name.hasSuffix("-foundation") })
        let skips = CheckedTemplate(foundation).checkovSkips
            .filter { $0.path.hasPrefix("Database/") && ["CKV_AWS_157", "CKV_AWS_118"].contains($0.id) }
        #expect(skips.map(\.id) == ["CKV_AWS_118", "CKV_AWS_157"])
        #expect(Set(skips.map(\.logicalID)) == ["DatabaseInstance"])
        #expect(
            skips.map(\.reason) == ["Not needed here (until 2027-05-01)", "One zone is enough here (until 2027-01-31)"])
    }
}
