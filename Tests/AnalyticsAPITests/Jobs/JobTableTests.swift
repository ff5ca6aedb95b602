import Models
import Testing

@testable import AnalyticsAPI

@Suite("Job table")
struct JobTableTests {
    private static let limits = JobLimits(
        perOwner: 3, total: 5, runningPerOwner: 1, running: 2, life: .seconds(900))

    static func owner(_ name: String?, only datasets: Set<Identifier>? = nil) -> JobTable.Owner {
        JobTable.Owner(
            Identity(
                name: name ?? "admin", scopes: [.read], restrictions: AccessRestrictions(datasets: datasets),
                owner: name))
    }

    private static func table(_ jobs: [(String, String?)]) -> JobTable {
        var table = JobTable(limits: limits)
        for (id, name) in jobs { _ = table.add(id, of: owner(name)) }
        return table
    }

    @Test("The oldest jobs run first, as many of each client and of all as allowed")
    func turns() {
        var table = Self.table([("1", "a"), ("2", "a"), ("3", "b"), ("4", "c")])
        #expect(table.start() == ["1", "3"])
        #expect(table.start() == [])
        #expect(table.finish("3", .done, at: .zero) == true)
        #expect(table.start() == ["4"])
        #expect(table.finish("1", .failed, at: .zero) == true)
        #expect(table.start() == ["2"])
        #expect(["1", "2", "3", "4"].map { table[$0]?.phase } == [.failed, .running, .done, .running])
    }

    @Test("A job beyond a limit is refused, unless a cancelled one makes room")
    func limits() {
        var table = Self.table([("1", "a"), ("2", "a"), ("3", "a")])
        #expect(table.add("4", of: Self.owner("a")).refusal == .perOwner)
        #expect(table["4"] == nil && table.ids.count == 3)
        _ = table.add("5", of: Self.owner("b"))
        _ = table.add("6", of: Self.owner(nil))
        #expect(table.add("7", of: Self.owner("c")).refusal == .total)
        #expect(table.delete("2", at: .zero) == .cancelled)
        let (refusal, removed) = table.add("7", of: Self.owner("c"))
        #expect(refusal == nil && removed == ["2"])
        #expect(table.ids == ["1", "3", "5", "6", "7"])
    }

    @Test("A job ends once")
    func end() {
        var table = Self.table([("1", "a")])
        #expect(table.finish("1", .done, at: .seconds(1)) == true)
        #expect(table.finish("1", .failed, at: .seconds(2)) == false)
        #expect(table.finish("2", .done, at: .zero) == false)
        #expect(table["1"]?.phase == .done && table["1"]?.finishedAt == .seconds(1))
    }

    @Test("A deletion cancels a job that has not ended, and removes another one", arguments: [false, true])
    func deletion(isRunning: Bool) {
        var table = Self.table([("1", "a")])
        if isRunning { #expect(table.start() == ["1"]) }
        #expect(table.delete("1", at: .zero) == .cancelled)
        #expect(table["1"]?.phase == .cancelled)
        #expect(table.start() == [])
        #expect(table.delete("1", at: .zero) == .removed)
        #expect(table["1"] == nil && table.ids == [])
    }

    @Test("A job that has ended is forgotten after its life, and no other one")
    func life() {
        var table = Self.table([("1", "a"), ("2", "b"), ("3", "c")])
        #expect(table.start() == ["1", "2"])
        _ = table.finish("1", .done, at: .seconds(10))
        _ = table.finish("2", .failed, at: .seconds(11))
        #expect(table.expire(at: .seconds(909.999)) == [])
        #expect(table.expire(at: .seconds(910)) == ["1"])
        #expect(table.expire(at: .seconds(100_000)) == ["2"])
        #expect(table.ids == ["3"])
    }

    @Test("A job belongs to a client and its sight, and limits to the client alone")
    func owners() throws {
        let sales = try Identifier("sales")
        let whole = Self.owner("a")
        let narrow = Self.owner("a", only: [sales])
        #expect(whole != narrow && whole.client == narrow.client)
        #expect(narrow == Self.owner("a", only: [sales]))
        #expect(whole.client != Self.owner("b").client)
        let anonymous = JobTable.Owner(.anonymous(.read))
        #expect(anonymous != Self.owner(nil) && anonymous.client != Self.owner(nil).client)
    }
}
