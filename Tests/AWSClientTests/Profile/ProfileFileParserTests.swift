import Testing

@testable import AWSClient

@Suite struct ProfileFileParserTests {
    /// A case of the published grammar tests.
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        struct Input: Decodable, Sendable {
            let configFile: String?
            let credentialsFile: String?
        }

        struct Output: Decodable, Sendable {
            struct Configuration: Decodable, Sendable {
                let profiles: [String: [String: String]]
                let ssoSessions: [String: [String: String]]?
            }

            let config: Configuration?
            let errorContaining: String?
        }

        let name: String
        let input: Input
        let output: Output

        var testDescription: String { name }
    }

    struct Vectors: Decodable {
        let tests: [Vector]
    }

    static func vectors() -> [Vector] {
        (try? TestVectors.decode(Vectors.self, from: "profile/profile-parser-tests.json").tests) ?? []
    }

    /// The errors expected for the vectors' messages, which are those of another program.
    static let kinds: [String: SharedConfigurationError.Kind] = [
        "Profile definition must end with ']'": .unclosedSection,
        "Expected a profile definition": .outsideSection,
        "Property did not have a name": .noName,
        "Expected an '=' sign defining a property": .noEqualsSign,
        "Expected a property definition": .continuationOutsideProperty,
        "Expected a property definition, found continuation": .continuationOutsideProperty,
        "Expected an '=' sign defining a sub-property": .noEqualsSignInSubProperty,
        "Sub-property did not have a name": .noSubPropertyName,
    ]

    @Test(
        "The parser passes the published grammar tests",
        .enabled(if: TestVectors.arePresent, TestVectors.comment), arguments: vectors())
    func vector(_ vector: Vector) throws {
        var files: [String: String] = [:]
        files["config"] = vector.input.configFile
        files["credentials"] = vector.input.credentialsFile
        let result = Result { () throws(SharedConfigurationError) in try Self.load(files) }
        switch result {
        case .success(let configuration):
            let expected = try #require(vector.output.config, "expected an error: \(vector.output)")
            #expect(configuration.profiles == expected.profiles)
            #expect(configuration.singleSignOnSessions == expected.ssoSessions ?? [:])
        case .failure(let error):
            let text = try #require(vector.output.errorContaining, "\(error)")
            #expect(error.kind == Self.kinds[text])
        }
    }

    @Test(
        "The number of published grammar tests is as expected",
        .enabled(if: TestVectors.arePresent, TestVectors.comment))
    func count() {
        #expect(Self.vectors().count == 65)
    }

    static func load(_ files: [String: String]) throws(SharedConfigurationError) -> SharedConfiguration {
        try SharedConfiguration.load(
            environment: AWSEnvironment([
                "AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials",
            ]), files: .testing(files))
    }

    @Test(
        "A parser error has the line's number and does not quote the line",
        arguments: [
            ("[default]\n\naws_secret_access_key : canary", 3), ("aws_secret_access_key = canary", 1),
            ("[canary", 1), ("[default]\n= canary", 2), ("[default]\n  canary", 2),
            ("[default]\r\ns3 =\r\n  canary", 3), ("[default]\ns3 =\n  = canary", 3),
        ])
    func errors(text: String, line: Int) throws {
        let error = try #require(throws: SharedConfigurationError.self) { try Self.load(["credentials": text]) }
        #expect(error.file == "credentials")
        #expect(error.line == line)
        #expect("\(error)".hasPrefix("credentials:\(line): "))
        #expect(!"\(error)".contains("canary"))
    }

    @Test("An indented comment is not part of the value above")
    func indentedComment() throws {
        let configuration = try Self.load(["config": "[default]\nregion = eu-west-1\n  # the nearest\n\t; so far\n"])
        #expect(configuration.setting("region") == "eu-west-1")
    }

    @Test("A property with an invalid name is skipped with its continuation lines")
    func ignoredProperty() throws {
        let configuration = try Self.load(["config": "[default]\nin valid = 1\n  more\nregion = r"])
        #expect(configuration.profiles == ["default": ["region": "r"]])
    }

    @Test("A section of an unknown kind is skipped")
    func otherSection() throws {
        let configuration = try Self.load(["config": "[plugins]\n  anything\nat all\n[default]\nregion = r"])
        #expect(configuration.profiles == ["default": ["region": "r"]])
    }

    @Test("The properties of a services section are parsed")
    func services() throws {
        let text = """
            [profile a]
            services = local
            [services local]
            s3 =
              endpoint_url = http://127.0.0.1:1234  # the stub
              other = x
            secrets_manager =
              endpoint_url = https://example.com/?a=b
            """
        let configuration = try SharedConfiguration.load(
            environment: AWSEnvironment(["AWS_CONFIG_FILE": "config"]), files: .testing(["config": text]), profile: "a")
        #expect(configuration.setting("endpoint_url", ofService: "s3") == "http://127.0.0.1:1234")
        #expect(configuration.setting("endpoint_url", ofService: "secrets_manager") == "https://example.com/?a=b")
        #expect(configuration.setting("endpoint_url", ofService: "sts") == nil)
        #expect(configuration.setting("region", ofService: "s3") == nil)
    }

    @Test("No text crashes the parser", arguments: 0..<20 as Range<UInt64>)
    func random(seed: UInt64) {
        var state = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = [
            "[", "]", "=", "#", ";", "\n", "\r\n", "\r", " ", "\t", "profile", "default", "services", "a", "é", "🙂",
            "\u{301}", "\u{FEFF}", "\0", "name = value", "[profile x]",
        ]
        for _ in 0..<200 {
            let text = (0..<next(40)).map { _ in pieces[next(pieces.count)] }.joined()
            // Success and error are both acceptable, but an error must have the number of an existing line.
            do throws(SharedConfigurationError) {
                _ = try Self.load(["config": text, "credentials": text]).setting("name", ofService: "a")
            } catch {
                let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).count
                #expect((1...lines).contains(error.line ?? 0), "seed \(seed): \(text.debugDescription)")
            }
        }
    }
}
