import DeployEngine
import Foundation
import Testing

@Suite
struct ReleaseOutcomeTests {
    static let outcomes: [(ReleaseOutcome, String)] = [
        (.inProgress, #"{"state":"in progress"}"#),
        (.succeeded, #"{"state":"succeeded"}"#),
        (
            .failed(phase: .migrate, cause: "exit code 3"),
            #"{"cause":"exit code 3","phase":"migrate","state":"failed"}"#
        ),
        (
            .rolledBack(phase: .service, cause: "breaker"),
            #"{"cause":"breaker","phase":"service","state":"rolled back"}"#
        ),
        (.cancelled(phase: .changeSets), #"{"phase":"change sets","state":"cancelled"}"#),
        (.detached(phase: .foundation), #"{"phase":"foundation","state":"detached"}"#),
        (.superseded(by: 7), #"{"by":7,"state":"superseded"}"#),
        (.unknown("paused"), #"{"state":"paused"}"#),
    ]

    @Test("Each outcome is written in words and read again", arguments: outcomes)
    func coding(outcome: ReleaseOutcome, json: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(String(decoding: try encoder.encode(outcome), as: UTF8.self) == json)
        #expect(try JSONDecoder().decode(ReleaseOutcome.self, from: Data(json.utf8)) == outcome)
    }

    @Test("A failure in a phase of a newer version is still a failure")
    func unknownPhase() throws {
        let json = #"{"state":"failed","phase":"teleport","cause":"x"}"#
        let outcome = try JSONDecoder().decode(ReleaseOutcome.self, from: Data(json.utf8))
        #expect(outcome == .failed(phase: .record, cause: "x"))
    }

    @Test("Only a release in progress or detached can get another outcome")
    func open() {
        #expect(Self.outcomes.filter(\.0.isOpen).map(\.0) == [.inProgress, .detached(phase: .foundation)])
    }

    @Test("A request token consists of characters that CloudFormation accepts, whatever the environment's name")
    func requestToken() {
        let release = Release(
            number: 42, environment: "préview/7", nonce: String(repeating: "f", count: 200), started: .now,
            author: .init(caller: "c"))
        let token = release.requestToken
        #expect(token.count <= 128)
        #expect(
            token.utf8.allSatisfy {
                $0 == UInt8(ascii: "-") || Character(UnicodeScalar($0)).isLetter
                    || Character(UnicodeScalar($0)).isNumber
            })
        #expect(token.hasPrefix("weir-release-pr-view-7-42-"))
    }
}
