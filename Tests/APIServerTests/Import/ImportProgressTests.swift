import APIServer
import Testing

@Suite("ImportProgress")
struct ImportProgressTests {
    @Test("A log gets a line for every quarter of a phase that takes longer than two seconds")
    func log() {
        var progress = ImportProgress(name: "d", total: 1000, isTerminal: false)
        #expect(progress.text(.inferring, bytes: 900, at: .seconds(1)) == nil)
        #expect(progress.text(.writing, bytes: 100, at: .seconds(2)) == nil)
        #expect(progress.text(.writing, bytes: 300, at: .seconds(3)) == "d: writing 30 % of 1000 bytes\n")
        #expect(progress.text(.writing, bytes: 400, at: .seconds(4)) == nil)
        #expect(progress.text(.writing, bytes: 1000, at: .seconds(5)) == "d: writing 100 % of 1000 bytes\n")
        #expect(progress.end() == nil)
    }

    @Test("A terminal gets one line that changes at most ten times a second")
    func terminal() {
        var progress = ImportProgress(name: "d", total: 0, isTerminal: true)
        #expect(progress.text(.inferring, bytes: 1, at: .milliseconds(299)) == nil)
        #expect(progress.text(.inferring, bytes: 1, at: .milliseconds(300))?.hasSuffix("d: reading 100 %") == true)
        #expect(progress.text(.inferring, bytes: 1, at: .milliseconds(399)) == nil)
        #expect(progress.text(.inferring, bytes: 1, at: .milliseconds(400)) != nil)
        #expect(progress.end() == "\r\u{1B}[K")
    }
}
