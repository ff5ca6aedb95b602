import AWSSigV4
import Testing

@testable import AWSClient

@Suite struct ProfilePlanTests {
    /// A case of the published tests of profiles that assume roles.
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        struct Input: Decodable, Sendable {
            let profiles: [String: [String: String]]
            let selectedProfile: String
            let ssoSessions: [String: [String: String]]?
        }

        struct Output: Decodable, Sendable {
            let profileChain: [[String: Link]]?
            let error: String?
        }

        /// `{"AccessKey": {…}}` or `{"NamedSource": "…"}`.
        enum Link: Decodable, Sendable {
            case name(String)
            case values([String: String])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let name = try? container.decode(String.self) {
                    self = .name(name)
                } else {
                    self = .values(try container.decode([String: String].self))
                }
            }
        }

        let docs: String
        let input: Input
        let output: Output

        var testDescription: String { docs }

        /// `true` for a case of IAM Identity Center, which is not supported.
        var isSingleSignOn: Bool { input.profiles.values.contains { $0.keys.contains { $0.hasPrefix("sso_") } } }
    }

    static func vectors() -> [Vector] {
        (try? TestVectors.decode([Vector].self, from: "chain/assume-role-tests.json")) ?? []
    }

    /// The messages expected for the vectors' errors, which quote another program.
    static let reasons = [
        "profile must contain `source_profile`": "add source_profile or credential_source",
        "profile contained both source_profile and credential_source": "both source_profile and credential_source",
        "profile missing aws_secret_access_key": "no aws_secret_access_key",
        "profile missing aws_access_key_id": "no aws_access_key_id",
        "profile `B` did not contain credential information": "its source_profile \"B\" has no credentials",
        "profile `A` did not contain credential information": "profile A: it has no credentials",
        "could not find source profile B referenced from A": "profile A: its source_profile \"B\" does not exist",
        "No profiles were defined": "there is no such profile",
        "profile formed an infinite loop": "A → B → A",
        "`role_arn` was missing": "no role_arn",
    ]

    static func configuration(_ vector: Vector) throws -> SharedConfiguration {
        func text(_ sections: [String: [String: String]], _ kind: String) -> String {
            sections.map { name, values in
                "[\(kind) \(name)]\n" + values.map { "\($0.key) = \($0.value)\n" }.joined()
            }.joined()
        }
        let file = text(vector.input.profiles, "profile") + text(vector.input.ssoSessions ?? [:], "sso-session")
        return try SharedConfiguration.load(
            environment: AWSEnvironment(["AWS_CONFIG_FILE": "c"]), files: .testing(["c": file]),
            profile: vector.input.selectedProfile)
    }

    /// A plan in the vectors' terms.
    static func links(_ plan: ProfilePlan) -> [String] {
        func describe(_ role: ProfilePlan.Role, _ rest: [String: String] = [:]) -> [String: String] {
            var values = rest
            values["role_arn"] = role.roleARN
            values["role_session_name"] = role.sessionName
            values["external_id"] = role.externalID
            return values
        }
        let base: String
        switch plan.base {
        case .keys(let keys, let accountID):
            var values = ["access_key_id": keys.accessKeyID, "secret_access_key": keys.secretAccessKey]
            values["account_id"] = accountID
            base = link("AccessKey", values)
        case .environment: base = "NamedSource Environment"
        case .container: base = "NamedSource EcsContainer"
        case .instanceMetadata: base = "NamedSource Ec2InstanceMetadata"
        case .program(let line): base = "CredentialProcess \(line)"
        case .webIdentity(let role, let file):
            base = link("WebIdentityToken", describe(role, ["web_identity_token_file": file]))
        }
        return [base] + plan.roles.map { link("AssumeRole", describe($0)) }
    }

    static func link(_ kind: String, _ values: [String: String]) -> String {
        kind + " " + values.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
    }

    static func links(_ chain: [[String: Vector.Link]]) -> [String] {
        chain.flatMap { $0 }.map { kind, value in
            switch value {
            case .name(let name): "\(kind) \(name)"
            case .values(let values): link(kind, values)
            }
        }
    }

    @Test(
        "The plan is that of the published tests",
        .enabled(if: TestVectors.arePresent, TestVectors.comment),
        arguments: vectors().filter { !$0.isSingleSignOn })
    func vector(_ vector: Vector) throws {
        let configuration = try Self.configuration(vector)
        switch Result(catching: { () throws(CredentialsError) in try ProfilePlan(configuration) }) {
        case .success(let plan):
            let expected = try #require(vector.output.profileChain, "expected \(vector.output)")
            #expect(Self.links(plan) == Self.links(expected))
        case .failure(let error):
            let words = try #require(vector.output.error, "\(error)")
            let expected = try #require(Self.reasons[words])
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    // Six of the published tests concern IAM Identity Center. This library throws an error for all of them, because it is
    // not supported.
    @Test(
        "The error for IAM Identity Center says that it is not supported and suggests a replacement",
        .enabled(if: TestVectors.arePresent, TestVectors.comment),
        arguments: vectors().filter(\.isSingleSignOn))
    func singleSignOn(_ vector: Vector) throws {
        let configuration = try Self.configuration(vector)
        let error = try #require(throws: CredentialsError.self) { try ProfilePlan(configuration) }
        #expect(error.kind == .invalid)
        #expect(error.reason.contains("not supported yet"))
        #expect(error.reason.contains("aws configure export-credentials --profile A --format process"))
    }

    @Test(
        "The number of published tests of profiles is as expected",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func count() {
        #expect(Self.vectors().count == 28)
        #expect(Self.vectors().count(where: \.isSingleSignOn) == 6)
    }

    static func plan(_ text: String, profile: String? = "a") throws -> ProfilePlan {
        try ProfilePlan(
            SharedConfiguration.load(
                environment: AWSEnvironment(["AWS_CONFIG_FILE": "c"]), files: .testing(["c": text]), profile: profile))
    }

    @Test(
        "An invalid profile is an error with a remedy",
        arguments: [
            ("mfa_serial = m\nrole_arn = r\nsource_profile = b", "use credential_process"),
            ("role_arn = r\ncredential_source = EcsContainr", "did you mean \"EcsContainer\"?"),
            ("role_arn = r\nsource_profile = b\nduration_seconds = 899", "expected a number from 900 to 43200"),
            ("role_arn = r\nsource_profile = b\nduration_seconds = 1h", "expected a number from 900 to 43200"),
            ("role_arn = r\nsource_profile = bb", "did you mean \"b\"?"),
            ("role_arn = r\nsource_profile = a", "its source_profile is itself"),
            ("source_profile = b", "add role_arn"),
            ("role_arn = r\nweb_identity_token_file = t\nsource_profile = b", "remove one of them"),
            ("role_arn = r\nweb_identity_token_file = t\ncredential_source = Environment", "remove one of them"),
            ("aws_access_key_id = k", "it needs both"),
        ])
    func refused(settings: String, reason: String) throws {
        let text = "[profile a]\n\(settings)\n[profile b]\naws_access_key_id = k\naws_secret_access_key = canary\n"
        let error = try #require(throws: CredentialsError.self) { try Self.plan(text) }
        #expect(error.kind == .invalid)
        #expect(error.reason.contains(reason), "\(error)")
        #expect(!error.reason.contains("canary"))
    }

    @Test("The duration, the program and the credential source in any letter case are read")
    func details() throws {
        let role = try Self.plan("[profile a]\nrole_arn = r\ncredential_source = ENVIRONMENT\nduration_seconds = 900")
        #expect(role.base == .environment)
        #expect(role.roles == [ProfilePlan.Role(roleARN: "r", durationSeconds: 900)])
        #expect(try Self.plan("[profile a]\ncredential_process = x y").base == .program(commandLine: "x y"))
    }

    @Test("A missing profile is an error only if it was named explicitly")
    func missing() throws {
        let asked = try #require(throws: CredentialsError.self) {
            try Self.plan("[profile stagin]", profile: "staging")
        }
        #expect(asked.kind == .invalid)
        #expect(asked.reason.contains("did you mean \"stagin\"?"))
        let unasked = try #require(throws: CredentialsError.self) { try Self.plan("", profile: nil) }
        #expect(unasked.kind == .notConfigured)
    }
}
