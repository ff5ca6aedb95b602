import Testing

@testable import APIServer

@Suite struct ExportAttemptsTests {
    @Test("A back-off doubles up to its limit, and the data is dropped after the last attempt")
    func backoff() {
        var attempts = ExportAttempts()
        let steps = (1...ExportAttempts.maximum).map { _ in
            attempts.step(after: .failed(reason: "", delay: nil), random: 1)
        }
        #expect(steps == [1, 2, 4, 8, 16].map { .retry(after: .seconds($0)) } + [.drop])
    }

    @Test("A delay that the receiver demands is obeyed up to five minutes")
    func demanded() {
        for (delay, expected) in [(0, 1), (7, 7), (299, 299), (100_000, 300)] {
            var attempts = ExportAttempts()
            let step = attempts.step(after: .failed(reason: "", delay: .seconds(delay)), random: 1)
            #expect(step == .retry(after: .seconds(expected)))
        }
    }

    @Test("An accepted request is done, and a rejected one is not repeated")
    func final() {
        var attempts = ExportAttempts()
        #expect(attempts.step(after: .accepted, random: 0) == .done)
        #expect(attempts.step(after: .rejected(reason: ""), random: 0) == .drop)
    }
}
