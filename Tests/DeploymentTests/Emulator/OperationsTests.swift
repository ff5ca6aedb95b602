import AWSClient
import Deployment
import Infra
import TestSupport
import Testing

/// The pages of Docs/Operations.md, step by step, on an emulator of AWS.
@Suite(
    "Operations on an emulator", .enabled(if: PythonTool.ministack.isExpected, PythonTool.ministack.absence))
struct OperationsTests {
    private func stacks(network: String = "", database: String = "") throws -> [StackTemplate] {
        let text = """
            region: eu-central-1
            network: {\(network)}
            database: {\(database)}
            service: {image: weir:1}
            """
        return try ProductApp(try DeploymentEnvironment.parse(text, name: "dev", file: "dev.yaml")).synthesize()
    }

    /// One of the stacks by its short name.
    private func stack(_ name: String, of stacks: [StackTemplate]) throws -> StackTemplate {
        try #require(stacks.first { $0.name == "weir-dev-\(name)" })
    }

    /// The host of the database in the running task definition.
    private func databaseHost(_ account: EmulatedAccount) async throws -> String? {
        let task = try await account.resources(of: "weir-dev-service")["ApiTask"]
        let ecs = try account.session.client(for: .ecs)
        let definition = try await ecs.call(DescribeTaskDefinition(taskDefinition: try #require(task)))
        let variables = definition.taskDefinition.containerDefinitions.flatMap { $0.environment ?? [] }
        return variables.first { $0.name == "DB_HOST" }?.value
    }

    @Test("Restore the database from a snapshot: foundation replaces the instance, service moves to it and stays")
    func restore() async throws {
        let account = try await Ministack.shared.account()
        try await account.deploy(try stacks(), expecting: ["CREATE_COMPLETE"])
        let instance = try await account.resources(of: "weir-dev-foundation")["DatabaseInstance"]
        let service = try await account.resources(of: "weir-dev-service")["ApiService"]
        let host = try await databaseHost(account)
        let rds = try account.session.client(for: .rds)
        _ = try await rds.call(CreateSnapshot(instance: try #require(instance), snapshot: "before-the-accident"))

        let restored = try stacks(database: "snapshot: before-the-accident")
        try await account.deploy([try stack("foundation", of: restored)], expecting: ["UPDATE_COMPLETE"])
        let newInstance = try await account.resources(of: "weir-dev-foundation")["DatabaseInstance"]
        #expect(newInstance != instance)
        #expect(try await databaseHost(account) == host)

        try await account.deploy([try stack("service", of: restored)], expecting: ["UPDATE_COMPLETE"])
        let newHost = try #require(try await databaseHost(account))
        #expect(newHost != host)
        #expect(newHost.hasPrefix(try #require(newInstance)))
        #expect(try await account.resources(of: "weir-dev-service")["ApiService"] == service)
    }

    @Test("Upgrade PostgreSQL's major version: foundation alone, in place")
    func upgrade() async throws {
        let account = try await Ministack.shared.account()
        try await account.deploy(try stacks(database: "version: 17"), expecting: ["CREATE_COMPLETE"])
        let instance = try await account.resources(of: "weir-dev-foundation")["DatabaseInstance"]
        let upgraded = try stacks(database: "version: 18")
        try await account.deploy([try stack("foundation", of: upgraded)], expecting: ["UPDATE_COMPLETE"])
        #expect(try await account.resources(of: "weir-dev-foundation")["DatabaseInstance"] == instance)
        try await account.deploy([try stack("service", of: upgraded)], expecting: ["UNCHANGED"])
    }

    @Test("Add a zone: the subnets of the other zones stay")
    func addZone() async throws {
        let account = try await Ministack.shared.account()
        try await account.deploy(try stacks(network: "zones: 2"), expecting: ["CREATE_COMPLETE"])
        let before = try await account.resources(of: "weir-dev-foundation")
        try await account.deploy(try stacks(network: "zones: 3"), expecting: ["UPDATE_COMPLETE", "UNCHANGED"])
        let after = try await account.resources(of: "weir-dev-foundation")
        let subnets = before.filter { $0.value.hasPrefix("subnet-") }
        #expect(subnets.count == 6)
        #expect(subnets.allSatisfy { after[$0.key] == $0.value })
        #expect(after.count { $0.value.hasPrefix("subnet-") } == 9)
    }

    @Test("From one NAT to none, and back: foundation alone, service needs no deployment")
    func natToNone() async throws {
        let account = try await Ministack.shared.account()
        try await account.deploy(try stacks(network: "nat: 1"), expecting: ["CREATE_COMPLETE"])
        for nat in ["0", "1"] {
            let changed = try stacks(network: "nat: \(nat)")
            try await account.deploy([try stack("foundation", of: changed)], expecting: ["UPDATE_COMPLETE"])
            try await account.deploy([try stack("service", of: changed)], expecting: ["UNCHANGED"])
        }
    }
}

private struct DescribeTaskDefinition: JSONOperation {
    struct Output: Decodable, Sendable {
        struct Definition: Decodable, Sendable {
            let containerDefinitions: [Container]
        }
        struct Container: Decodable, Sendable {
            let environment: [Variable]?
        }
        struct Variable: Decodable, Sendable {
            let name: String
            let value: String
        }
        let taskDefinition: Definition
    }

    static let service = AWSService.ecs
    static let name = "DescribeTaskDefinition"

    let taskDefinition: String
}

private struct CreateSnapshot: QueryOperation {
    typealias Output = EmptyOutput

    static let service = AWSService.rds
    static let name = "CreateDBSnapshot"

    let instance: String
    let snapshot: String

    var parameters: QueryParameters {
        var parameters = QueryParameters()
        parameters.add("DBInstanceIdentifier", instance)
        parameters.add("DBSnapshotIdentifier", snapshot)
        return parameters
    }

    static func output(from result: ResponseElement) throws -> EmptyOutput { EmptyOutput() }
}
