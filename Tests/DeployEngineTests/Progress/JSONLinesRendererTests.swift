import DeployEngine
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct JSONLinesRendererTests {
    private static let table: [(ProgressEvent.Fact, String)] = [
        (.phaseBegan, #""event":"phase-began"}"#),
        (.phaseEnded("12 checks"), #""event":"phase-ended","outcome":"12 checks"}"#),
        (
            .stackBegan(stack: "s", operation: "UPDATE", resources: 3, estimate: .seconds(90)),
            #""event":"stack-began","stack":"s","operation":"UPDATE","resources":3,"estimateSeconds":90}"#
        ),
        (
            .stackBegan(stack: "s", operation: "CREATE", resources: 0, estimate: nil),
            #""event":"stack-began","stack":"s","operation":"CREATE","resources":0,"estimateSeconds":null}"#
        ),
        (
            .resource(stack: "s", logicalID: "R", type: "T", status: "CREATE_FAILED", reason: "a \"b\"\n"),
            #""event":"resource","stack":"s","resource":"R","type":"T","status":"CREATE_FAILED","reason":"a \"b\"\n"}"#
        ),
        (
            .stackEnded(stack: "s", status: "UPDATE_COMPLETE"),
            #""event":"stack-ended","stack":"s","status":"UPDATE_COMPLETE"}"#
        ),
        (
            .service(name: "w", stage: "BAKE_TIME", desired: 2, running: 1, pending: 1, failed: 0),
            #""event":"service","service":"w","stage":"BAKE_TIME","desired":2,"running":1,"pending":1,"failed":0}"#
        ),
        (
            .targets(group: "g", states: ["initial": 1, "healthy": 2]),
            #""event":"targets","group":"g","states":{"healthy":2,"initial":1}}"#
        ),
        (.targets(group: "g", states: [:]), #""event":"targets","group":"g","states":{}}"#),
        (.taskStopped(task: "t", reason: "r"), #""event":"task-stopped","task":"t","reason":"r"}"#),
        (
            .log(stream: "a/b", line: "token=abcdef \u{1B}[0m"),
            #""event":"log","stream":"a/b","line":"token=<redacted> \u001b[0m"}"#
        ),
        (.notice("n"), #""event":"notice","message":"n"}"#), (.warning("w"), #""event":"warning","message":"w"}"#),
    ]

    @Test("Each event has its documented keys", arguments: table)
    func keys(fact: ProgressEvent.Fact, tail: String) {
        var renderer = JSONLinesRenderer()
        _ = renderer.line(for: DeploySample.event(0, .lease, .phaseBegan))
        let line = renderer.line(for: DeploySample.event(61.25, .changeSets, fact))
        #expect(line == #"{"time":"2026-11-26T10:01:01.250Z","elapsed":61,"phase":"change sets","# + tail)
    }

    @Test("Each line is one JSON object")
    func objects() throws {
        var renderer = JSONLinesRenderer()
        for event in DeploySample.failure + DeploySample.large {
            let line = renderer.line(for: event)
            #expect(!line.contains("\n"))
            _ = try JSONDecoder().decode(Header.self, from: Data(line.utf8))
        }
    }

    private struct Header: Decodable {
        let time: String
        let elapsed: Int
        let phase: String
        let event: String
    }
}
