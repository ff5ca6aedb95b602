import Deployment
import Foundation
import Processes
import Testing

@Suite("DiffReport cost")
struct DiffCostTests {
    private static func environment(_ region: String = "eu-central-1", database: String = "") -> String {
        "region: \(region)\nservice:\n  image: weir:1.0.0\n" + (database.isEmpty ? "" : "database:\n  \(database)\n")
    }

    /// The comparison of templates that were written from one file with the environment of another one.
    private func report(_ old: String, _ new: String, stack: String? = nil) throws -> DiffReport {
        let folder = try TemporaryFolder()
        try folder.write("deploy/dev.yaml", old)
        _ = try SynthRequest(environment: "dev", output: folder.path + "/out", directory: folder.path).run()
        try folder.write("deploy/dev.yaml", new)
        return try DiffRequest(old: folder.path + "/out", new: "dev", stack: stack, directory: folder.path).run()
    }

    @Test("A standby in another zone shows its monthly price in every format")
    func standby() throws {
        let report = try report(Self.environment(), Self.environment(database: "multiZone: true"))
        let cost = try #require(report.cost)
        // 730 hours at 0.037 instead of 0.019 dollars, and 20 GB at 0.274 instead of 0.137.
        #expect(cost.cents == 2701 - 1387 + 548 - 274)
        let words = "US dollars a month (+15.88)"
        #expect(cost.words.contains(words))
        #expect(report.text(isColoured: false).replacing("\n", with: " ").contains("a month"))
        #expect(report.markdown.contains(words))
        #expect(report.json.contains("\"monthlyFixedCharges\""))
    }

    @Test("One stack is compared by its own charges")
    func oneStack() throws {
        let report = try report(
            Self.environment(), Self.environment(database: "multiZone: true") + "tags:\n  Team: data\n",
            stack: "service")
        #expect(report.cost?.cents == 0)
    }

    @Test("The price of an unknown instance class makes the difference unknown")
    func unknownPrice() throws {
        let report = try report(Self.environment(), Self.environment(database: "instance: db.m6g.large"))
        #expect(report.cost?.hasUnknownChanges == true)
        #expect(report.cost?.cents == nil)
        #expect(report.cost?.words.contains("without a known price") == true)
    }

    @Test("Without a difference nothing is said about cost")
    func same() throws {
        let report = try report(Self.environment(), Self.environment())
        #expect(report.cost == nil)
        #expect(!report.json.contains("monthlyFixedCharges"))
    }
}
