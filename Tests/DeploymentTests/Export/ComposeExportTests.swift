import Deployment
import Infra
import ServerContract
import Testing
import Yams

@Suite("ComposeExport")
struct ComposeExportTests {
    private static func document(
        _ name: String = "dev", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> TemplateExpression {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("registry.example.com/weir:1.2.0"))
        change(&environment)
        return try #require(ComposeExport(try ExportSettings(environment)).documents.documents.first)
    }

    /// The keys of a service, from the Compose Specification's schema `compose-spec.json`; those that the export uses.
    private static let serviceKeys: Set<String> = [
        "cap_add", "cap_drop", "cpus", "depends_on", "environment", "healthcheck", "image", "init", "mem_limit",
        "networks", "platform", "ports", "read_only", "restart", "secrets", "security_opt", "shm_size",
        "stop_grace_period", "tmpfs", "user", "volumes",
    ]

    private func keys(_ value: TemplateExpression?) -> Set<String> {
        guard case .object(let members)? = value else { return [] }
        return Set(members.map(\.key))
    }

    @Test("The file has only keys of the Compose Specification, and every reference has its definition")
    func shape() throws {
        let document = try Self.document()
        #expect(keys(document) == ["name", "services", "networks", "volumes", "secrets"])
        let services = try #require(document["services"])
        #expect(keys(services) == ["server", "database"])
        for name in keys(services) {
            let service = try #require(services[name])
            #expect(keys(service).subtracting(Self.serviceKeys).isEmpty, "\(keys(service))")
            #expect(keys(service["healthcheck"]) == ["test", "interval", "timeout", "retries", "start_period"])
            for network in service["networks"]?.literalElements ?? [] {
                #expect(document["networks"]?[network.literalText ?? ""] != nil)
            }
            for secret in service["secrets"]?.literalElements ?? [] {
                #expect(document["secrets"]?[secret.literalText ?? ""]?["file"] != nil)
            }
            for volume in service["volumes"]?.literalElements ?? [] {
                let source = volume.literalText?.split(separator: ":").first.map(String.init) ?? ""
                #expect(document["volumes"]?[source] != nil)
            }
        }
        #expect(services["server"]?["depends_on"] == ["database": ["condition": "service_healthy"]])
    }

    @Test("Both containers have a read-only root file system and drop all capabilities")
    func hardening() throws {
        let services = try #require(try Self.document()["services"])
        for name in ["server", "database"] {
            #expect(services[name]?["read_only"] == true)
            #expect(services[name]?["cap_drop"] == ["ALL"])
            #expect(services[name]?["security_opt"] == ["no-new-privileges:true"])
        }
        #expect(services["server"]?["user"] == "10001:10001")
        #expect(services["server"]?["cap_add"] == nil)
    }

    @Test("No secret is a variable, and only this machine can connect")
    func secrets() throws {
        let server = try #require(try Self.document()["services"]?["server"])
        #expect(server["environment"]?["DB_SECRET_FILE"] == "/run/secrets/database.json")
        #expect(server["environment"]?["DB_PASSWORD"] == nil)
        #expect(server["ports"] == ["127.0.0.1:8080:8080"])
        #expect(try Self.document()["networks"]?["data"] == ["internal": true])
    }

    @Test(
        "PostgreSQL has the environment's major version and keeps its data in the image's volume",
        arguments: [(17, "database:/var/lib/postgresql/data"), (18, "database:/var/lib/postgresql")])
    func version(major: Int, volume: String) throws {
        let version = try #require(PostgresVersion(text: String(major)))
        let database = try #require(try Self.document { $0.database.version = version }["services"]?["database"])
        #expect(database["image"] == .string("postgres:\(major)"))
        #expect(database["volumes"] == [.string(volume)])
    }

    @Test("The YAML text reads back as the same values", arguments: ["dev", "staging", "production"])
    func roundTrip(name: String) throws {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("registry.example.com/weir:1.2.0"))
        environment.anonymous = .read
        let documents = ComposeExport(try ExportSettings(environment)).documents
        let text = try documents.text()
        #expect(text == (try documents.text()))
        let node = try #require(try Yams.compose(yaml: text))
        #expect(node["services"]?["server"]?["ports"]?[0]?.string == "127.0.0.1:8080:8080")
        #expect(node["services"]?["server"]?["environment"]?["ANONYMOUS"]?.string == "read")
        #expect(
            node["services"]?["server"]?["cpus"]?.string
                == documents.documents[0]["services"]?["server"]?["cpus"]?.literalText)
        #expect(node["services"]?["server"]?["read_only"]?.bool == true)
        #expect(text.hasPrefix("# weir \(name) on one machine"))
    }
}

@Suite("YAMLDocuments")
struct YAMLDocumentsTests {
    @Test(
        "A text that another reader could take for another kind of value is quoted",
        arguments: [
            ("true", true), ("No", true), ("null", true), ("8080", true), ("1e3", true), ("0.5", true), ("", true),
            ("~", true),
            ("a: b", true), ("- a", true), ("#a", true), ("a #b", true), ("127.0.0.1:80:80", true),
            ("2026-01-01", true), ("NaN", true),
            ("weir", false), ("/run/secrets", false), ("kubernetes.io/arch", false), ("ghcr.io/weir", false),
        ])
    func quoting(text: String, isQuoted: Bool) throws {
        let yaml = try YAMLDocuments([["key": .string(text)]]).text()
        #expect(yaml.hasPrefix(isQuoted ? "key: \"" : "key: \(text)"), "\(yaml)")
        #expect(try Yams.compose(yaml: yaml)?["key"]?.scalar?.string == text)
    }

    @Test("Several documents are separated, and a comment stands first")
    func documents() throws {
        let yaml = try YAMLDocuments(comment: ["one", "", "two"], [["a": 1], ["b": [true, ["c": []]]]]).text()
        #expect(yaml == "# one\n#\n# two\n---\na: 1\n---\nb:\n- true\n- c: []\n")
    }

    @Test("A reference of CloudFormation is refused")
    func references() {
        #expect(throws: YAMLDocuments.ValueError.self) {
            try YAMLDocuments([["a": AWS.region.expression]]).text()
        }
    }
}
