import Hummingbird
import Models
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import AnalyticsAPI

@Suite("AnswerStream")
struct AnswerStreamTests {
    @Test("An answer is closed even if its body is never read")
    func unreadBody() async throws {
        let (closed, continuation) = AsyncStream<Void>.makeStream()
        do {
            let answer = ScriptedReader(
                columns: [ResultColumn(name: "text", type: .string)], dataVersion: 1,
                batches: [.texts(2000, length: 1000), .texts(1, length: 1)], failure: nil, endless: false
            ) { continuation.finish() }
            let parameters = try QueryParameters(nil, known: [])
            let request = Request(
                head: HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/"),
                body: RequestBody(buffer: .init()))
            let stream = AnswerStream(
                answer: QueryResult(answer), options: try AnswerOptions(request, parameters), client: ClientPresence(),
                spool: SpoolBudget(limit: 1 << 30), limits: ServerLimits(), elapsed: { .zero })
            let response = try await stream.response()
            #expect(response.body.contentLength == nil)
        }
        // The stream ends only when the answer is closed.
        for await _ in closed {}
    }
}
