import Testing

@testable import AWSClient

@Suite struct SharedConfigurationTests {
    func load(_ files: [String: String], _ environment: [String: String] = [:]) throws -> SharedConfiguration {
        try SharedConfiguration.load(
            environment: AWSEnvironment(["HOME": "/h"].merging(environment) { $1 }), files: .testing(files))
    }

    @Test("Settings come from the explicit profile, else from AWS_PROFILE's, else from default")
    func selection() throws {
        let files = ["/h/.aws/config": "[default]\nregion = d\n[profile a]\nregion = a\n[profile b]\nregion = b"]
        #expect(try load(files).setting("region") == "d")
        #expect(try load(files, ["AWS_PROFILE": "a"]).setting("region") == "a")
        let asked = try SharedConfiguration.load(
            environment: AWSEnvironment(["HOME": "/h", "AWS_PROFILE": "a"]), files: .testing(files), profile: "b")
        #expect(asked.setting("region") == "b")
        #expect(asked.selection.isExplicit)
        #expect(try load(files).selection.isExplicit == false)
    }

    @Test("A blank setting and a missing file count as not set")
    func nothing() throws {
        #expect(try load(["/h/.aws/config": "[default]\nregion =\n"]).setting("region") == nil)
        #expect(try load([:]).profileNames == [])
    }

    @Test("A byte order mark at the beginning of a file is ignored")
    func byteOrderMark() throws {
        #expect(try load(["/h/.aws/config": "\u{FEFF}[default]\nregion = r"]).setting("region") == "r")
    }

    @Test("A file that is not text or not readable is an error")
    func unreadable() throws {
        let environment = AWSEnvironment(["AWS_CONFIG_FILE": "c"])
        let binary = FileReader { _ throws(FileReadingError) in [0x5B, 0xFF, 0x5D] }
        let first = try #require(throws: SharedConfigurationError.self) {
            try SharedConfiguration.load(environment: environment, files: binary)
        }
        #expect(first == SharedConfigurationError(.notUTF8, file: "c"))
        let locked = FileReader { path throws(FileReadingError) in
            throw FileReadingError(path: path, reason: "Permission denied")
        }
        let second = try #require(throws: SharedConfigurationError.self) {
            try SharedConfiguration.load(environment: environment, files: locked)
        }
        #expect("\(second)" == "c: it cannot be read: Permission denied")
    }

    @Test("A configuration prints only the names of profiles")
    func redaction() throws {
        let configuration = try load(["/h/.aws/credentials": "[a]\naws_secret_access_key = canary"])
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("canary"))
            #expect(text.contains("a"))
        }
    }

    @Test("An environment never prints a variable's value")
    func environmentRedaction() {
        let environment = AWSEnvironment(["AWS_SECRET_ACCESS_KEY": "canary"])
        var dumped = ""
        dump(environment, to: &dumped)
        #expect(!"\(environment)\(String(reflecting: environment))\(dumped)".contains("canary"))
    }
}
