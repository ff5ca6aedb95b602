import Deployment
import Infra
import TestSupport
import Testing

/// Changes of one setting of a deployed environment, on an emulator of AWS.
@Suite(
    "Setting changes on an emulator", .enabled(if: PythonTool.ministack.isExpected, PythonTool.ministack.absence))
struct SettingChangeDeploymentTests {
    /// A change of one setting: the section's keys before and after.
    struct Change: Sendable, CustomTestStringConvertible {
        let section: String
        let before: String
        let after: String

        init(_ section: String, _ before: String, _ after: String) {
            self.section = section
            self.before = before
            self.after = after
        }

        var testDescription: String { "\(section): \(before) → \(after)" }

        /// An environment with the keys in the section.
        func environment(_ keys: String) throws -> DeploymentEnvironment {
            var text = "region: eu-central-1\n"
            for name in ["network", "database", "service"] {
                let own = name == "service" ? ["image: weir:1"] : []
                text +=
                    "\(name): {\((own + (name == section && !keys.isEmpty ? [keys] : [])).joined(separator: ", "))}\n"
            }
            if !["network", "database", "service"].contains(section) { text += "\(section): {\(keys)}\n" }
            return try DeploymentEnvironment.parse(text, name: "dev", file: "dev.yaml")
        }
    }

    @Test(
        "A setting changes with one deployment of each stack",
        arguments: [
            Change("network", "zones: 2", "zones: 3"),
            Change("network", "nat: 1", "nat: 0"),
            Change("network", "nat: 0", "nat: 1"),
            Change("network", "nat: 1", "nat: per-zone"),
            Change("network", "nat: per-zone", "nat: 1"),
            Change("network", "nat: 1, endpoints: true", "nat: 1, endpoints: false"),
            Change("network", "nat: 1, endpoints: false", "nat: 1, endpoints: true"),
            Change("network", "flowLogDays: off", "flowLogDays: 30"),
            Change("network", "flowLogDays: 30", "flowLogDays: off"),
            Change("database", "version: 17", "version: 18"),
            Change("database", "instance: db.t4g.micro", "instance: db.t4g.small"),
            Change("database", "storage: 20", "storage: 40"),
            Change("database", "multiZone: false", "multiZone: true"),
            Change("database", "backupDays: 1", "backupDays: 7"),
            Change("service", "internal: true", "internal: false"),
            Change("service", "internal: false", "internal: true"),
            Change("service", "port: 8080", "port: 9090"),
            Change("service", "cpu: 256", "cpu: 1024"),
            Change("service", "count: 1", "count: 3"),
            Change("service", "architecture: x86_64", "architecture: arm64"),
            Change("service", "exec: false", "exec: true"),
            Change("service", "anonymous: read", "anonymous: none"),
            Change(
                "service", "allow: [10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16]", "allow: [10.2.0.0/16, 10.3.0.0/16]"),
            Change("service", "allow: [10.1.0.0/16]", "allow: [10.2.0.0/16, 10.1.0.0/16]"),
            Change("observe", "alarms: false", "alarms: true, email: [a@example.com]"),
            Change(
                "observe", "alarms: true, email: [a@example.com, b@example.com]", "alarms: true, email: [b@example.com]"
            ),
            Change("observe", "dashboard: true", "dashboard: false"),
        ])
    func deploys(change: Change) async throws {
        let (before, after) = (try change.environment(change.before), try change.environment(change.after))
        #expect(before.obstacles(to: after).isEmpty)
        let account = try await Ministack.shared.account()
        try await account.deploy(try ProductApp(before).synthesize(), expecting: ["CREATE_COMPLETE"])
        let deployments = try await account.deploy(
            try ProductApp(after).synthesize(), expecting: ["UPDATE_COMPLETE", "UNCHANGED"])
        #expect(deployments.values.contains { $0.status == "UPDATE_COMPLETE" }, "the change changes no stack")
    }

    @Test(
        "A change that no deployment can make is refused with the reason before any deployment",
        arguments: [
            Change("network", "zones: 3", "zones: 2"), Change("network", "cidr: 10.1.0.0/16", "cidr: 10.2.0.0/16"),
            Change("database", "version: 18", "version: 17"), Change("database", "storage: 40", "storage: 20"),
        ])
    func refusals(change: Change) throws {
        let obstacles = try change.environment(change.before).obstacles(to: try change.environment(change.after))
        #expect(obstacles.count == 1)
        #expect(obstacles.allSatisfy { !$0.reason.isEmpty })
    }
}
