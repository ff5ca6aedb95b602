import DeployEngine
import Foundation
import Testing

@Suite("The verdict whether a version serves")
struct VerificationTests {
    private let began = Date(timeIntervalSince1970: 1_800_000_000)

    private func verdicts(
        _ probes: [(ProbeResult, Int?, [String])], isInternal: Bool = false, every seconds: Double = 5
    ) -> [Verification.Verdict] {
        var settings = Verification.Settings()
        settings.isInternal = isInternal
        var verification = Verification(settings, began: began)
        return probes.enumerated().map { index, probe in
            verification.handle(
                .init(
                    time: began.addingTimeInterval(Double(index) * seconds), probe: probe.0, healthyTargets: probe.1,
                    alarms: probe.2))
        }
    }

    @Test("Three good looks in a row are enough")
    func good() {
        let verdicts = verdicts(Array(repeating: (.ready, nil, []), count: 3))
        #expect(verdicts[1] == .lookAgain)
        guard case .serves = verdicts[2] else { return #expect(Bool(false), "\(verdicts)") }
    }

    @Test("A bad look begins the row anew")
    func anew() {
        let verdicts = verdicts([
            (.ready, nil, []), (.ready, nil, []), (.notReady(status: 503, body: ""), nil, []), (.ready, nil, []),
            (.ready, nil, []), (.ready, nil, []),
        ])
        #expect(verdicts[4] == .lookAgain)
        guard case .serves = verdicts[5] else { return #expect(Bool(false), "\(verdicts)") }
    }

    @Test("An alarm outweighs good looks, and is named at the end")
    func alarm() {
        let verdicts = verdicts(Array(repeating: (.ready, nil, ["weir-errors"]), count: 5), every: 60)
        #expect(verdicts[2] == .lookAgain)
        #expect(verdicts[3] == .fails("for 180 s: alarms are on: weir-errors"))
    }

    @Test("A status that stays bad fails with the status and the body")
    func bad() {
        let verdicts = verdicts(
            Array(repeating: (.notReady(status: 503, body: "schema 3, expected 4"), nil, []), count: 4), every: 60)
        #expect(verdicts[3] == .fails("for 180 s: /health/ready answered 503: schema 3, expected 4"))
    }

    @Test("An internal address out of reach is judged by its targets, a public one is not")
    func internalAddress() {
        let probes: [(ProbeResult, Int?, [String])] = Array(repeating: (.unreachable("no route"), 2, []), count: 4)
        guard case .serves = verdicts(probes, isInternal: true, every: 60)[2] else { return #expect(Bool(false)) }
        #expect(verdicts(probes, every: 60)[3] == .fails("for 180 s: the address cannot be reached: no route"))
        let none: [(ProbeResult, Int?, [String])] = Array(repeating: (.unreachable("no route"), 0, []), count: 4)
        guard case .fails = verdicts(none, isInternal: true, every: 60)[3] else { return #expect(Bool(false)) }
    }
}
