import DeployEngine
import Foundation
import Testing

@Suite
struct ReleaseHistoryTests {
    @Test("The current release is the newest that succeeded")
    func current() {
        let history = ReleaseHistory([
            .sample(1), .sample(3, .failed(phase: .service, cause: "x")), .sample(2), .sample(4, .inProgress),
        ])
        #expect(history.latest?.number == 4)
        #expect(history.current?.number == 2)
        #expect(history.open.map(\.number) == [4])
    }

    @Test("Rollback targets succeeded, differ from what is deployed and from each other")
    func targets() {
        let history = ReleaseHistory([
            .sample(1), .sample(2), .sample(3, .rolledBack(phase: .service, cause: "x")), .sample(4, content: 2),
            .sample(5), .sample(6, content: 4, kind: .rollback, restores: 2), .sample(7), .sample(8, content: 7),
        ])
        #expect(history.current?.number == 8)
        // 7 has the content of 8; 6 restored 2, and 4 has the content of 2.
        #expect(history.rollbackTargets().map(\.number) == [2, 5, 1])
        #expect(history.rollbackTargets(limit: 2).map(\.number) == [2, 5])
    }

    @Test("A service rollback is a detour until a deployment succeeds")
    func detour() throws {
        let before = ReleaseHistory([
            .sample(1), .sample(2), .sample(3, content: 1, kind: .serviceRollback, restores: 1),
        ])
        let detour = try #require(Detour(before))
        #expect(detour.release == 3 && detour.restored == 1 && detour.described == 2)
        #expect(before.rollbackTargets().map(\.number) == [2])
        let failed = ReleaseHistory(before.releases + [.sample(4, .failed(phase: .changeSets, cause: "x"))])
        #expect(Detour(failed) != nil)
        #expect(Detour(ReleaseHistory(before.releases + [.sample(4)])) == nil)
    }

    @Test("A release that restores itself does not loop")
    func loop() {
        let history = ReleaseHistory([
            .sample(1, kind: .rollback, restores: 2), .sample(2, kind: .rollback, restores: 1),
        ])
        #expect(history.rollbackTargets().count == 1)
    }

    @Test("Estimates are medians of the newest five successful releases")
    func estimates() {
        func phases(_ seconds: Double) -> [Release.PhaseRecord] {
            let start = Date(timeIntervalSince1970: 0)
            return [.init(phase: .service, began: start, ended: start.addingTimeInterval(seconds))]
        }
        let releases = [10, 9, 500, 8, 7, 6, 1, 1, 1].enumerated().map { index, seconds in
            Release.sample(20 - index, phases: phases(Double(seconds)))
        }
        let history = ReleaseHistory(
            releases + [.sample(30, .failed(phase: .service, cause: "x"), phases: phases(9000))])
        #expect(history.estimate(of: .service) == .seconds(9))
        #expect(history.estimate(of: .migrate) == nil)
        #expect(history.estimate() == .seconds(600))
    }
}
