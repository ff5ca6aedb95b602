import Deployment
import Infra
import Testing

@Suite("Section observe")
struct ObserveReaderTests {
    private func read(_ section: String, _ name: String = "production") throws -> Observability {
        let text = "region: eu-central-1\nservice: {image: 'weir:1', insecureHTTP: a proxy adds TLS}\n" + section
        return try DeploymentEnvironment.parse(text, name: name, file: "f.yaml").observe
    }

    private func faults(_ section: String) -> [String] {
        do {
            _ = try DeploymentEnvironment.parse(
                "region: eu-central-1\nservice: {image: 'weir:1', insecureHTTP: a proxy adds TLS}\n" + section,
                name: "production", file: "f.yaml")
            return []
        } catch {
            guard case .invalid(let diagnostics) = error else { return ["\(error)"] }
            return diagnostics.map { "\($0.line): \($0.message)" }
        }
    }

    @Test(
        "Staging and production have alarms and a dashboard, dev has neither; nothing traces", arguments: Tier.allCases)
    func defaults(tier: Tier) throws {
        let observe = try read("", tier.rawValue)
        #expect(observe.alarms == (tier != .dev))
        #expect(observe.dashboard == (tier != .dev))
        #expect(observe.tracing == nil)
        #expect(observe.emails.isEmpty)
        #expect(observe.slack == nil)
        #expect(observe.thresholds == AlarmThresholds())
    }

    @Test("Every key is read")
    func keys() throws {
        let observe = try read(
            """
            observe:
              alarms: false
              dashboard: false
              tracing: {image: 'collector:1', sampling: 20}
              email: [a@example.com, b@example.com]
              slack: {workspace: T0123ABCD, channel: C0123ABCD}
              thresholds:
                cpu: 70
                memory: 71
                errorRate: 1
                latency: 250
                healthyPercent: 50
                databaseCpu: 72
                databaseStorage: 20
                databaseConnections: 73
                replicaLag: 5
            """)
        #expect(!observe.alarms && !observe.dashboard)
        #expect(observe.tracing?.sampling == 20)
        #expect(observe.emails == ["a@example.com", "b@example.com"])
        #expect(observe.slack == SlackChannel(workspace: "T0123ABCD", channel: "C0123ABCD"))
        let limits = observe.thresholds
        #expect(
            [limits.cpu, limits.memory, limits.errorRate, limits.latency, limits.healthyPercent] == [
                70, 71, 1, 250, 50,
            ])
        #expect(
            [limits.databaseCPU, limits.databaseStorage, limits.databaseConnections, limits.replicaLag] == [
                72, 20, 73, 5,
            ])
    }

    @Test(
        "A setting that is not valid is refused with its line",
        arguments: [
            ("observe: {thresholds: {cpu: 101}}", "thresholds.cpu"),
            ("observe: {thresholds: {latncy: 5}}", "did you mean \"latency\""),
            ("observe: {email: [operations]}", "addresses such as operations@example.com"),
            ("observe: {email: operations@example.com}", "a list of addresses"),
            ("observe: {email: [a@example.com, a@example.com]}", "at most 50 different addresses"),
            ("observe: {slack: {workspace: weir, channel: C1}}", "a workspace's id"),
            ("observe: {slack: {workspace: T1}}", "a channel's id"),
            ("observe: {tracing: {image: collector}}", "the collector's image"),
            ("observe: {tracing: {sampling: 5}}", "tracing.image"),
            ("observe: {alarm: true}", "did you mean \"alarms\""),
        ])
    func refusals(section: String, part: String) {
        let found = faults(section)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("3: ") == true, "\(found)")
        #expect(found.first?.contains(part) == true, "\(found)")
    }
}
