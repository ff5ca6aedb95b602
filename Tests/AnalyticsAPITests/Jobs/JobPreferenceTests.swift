import HTTPTypes
import Testing

@testable import AnalyticsAPI

@Suite("Preferences about jobs")
struct JobPreferenceTests {
    private static func fields(_ values: [String]) -> HTTPFields {
        var fields = HTTPFields()
        for value in values { fields.append(HTTPField(name: .prefer, value: value)) }
        return fields
    }

    @Test(
        "A preference has the effect that Preference-Applied tells",
        arguments: [
            ([], nil), (["respond-async"], "respond-async"), (["Respond-Async"], "respond-async"),
            (["respond-async, wait=10"], "respond-async, wait=10"),
            (["wait=10", "respond-async"], "respond-async, wait=10"),
            (["respond-async, wait=\"7\""], "respond-async, wait=7"),
            (["respond-async, wait=0"], "respond-async, wait=0"),
            (["respond-async, wait=31"], "respond-async, wait=30"),
            (["respond-async,wait=999999999"], "respond-async, wait=30"),
            (["respond-async, wait=1, wait=2"], "respond-async, wait=1"), (["respond-async; foo=bar"], "respond-async"),
            (["wait=10"], nil), (["wait=soon"], nil),
            (["handling=lenient, resolution=merge-duplicates, return=minimal"], nil),
            (["count=exact; wait=1"], nil), (["safe, depth-noroot, respond"], nil),
        ] as [([String], String?)])
    func applied(values: [String], expected: String?) throws {
        #expect(try JobPreference(Self.fields(values)).applied == expected)
    }

    @Test("A wait alone has an effect where a job is read")
    func waits() throws {
        #expect(try JobPreference(Self.fields(["wait=10"]), waits: true).applied == "wait=10")
        #expect(try JobPreference(Self.fields([]), waits: true).wait == nil)
        #expect(throws: APIError.self) { try JobPreference(Self.fields(["wait=soon"]), waits: true) }
    }

    @Test(
        "A preference that is meant for jobs and would have no effect is refused",
        arguments: [
            ("respond_async", "respond-async"), ("respond-asynch", "respond-async"), ("RESPOND-ASYC", "respond-async"),
            ("respond-async; wait=10", "commas"), ("handling=lenient; respond-async", "commas"),
            ("respond-async, wait", "wait=SECONDS"), ("respond-async, wait=", "wait=SECONDS"),
            ("respond-async, wait=1s", "wait=SECONDS"), ("respond-async, wait=-1", "wait=SECONDS"),
            ("respond-async, wait=1.5", "wait=SECONDS"), ("wait=9999999999, respond-async", "wait=SECONDS"),
        ])
    func refused(value: String, remedy: String) {
        let error = #expect(throws: APIError.self) { try JobPreference(Self.fields([value])) }
        #expect(error?.code == .invalidHeader)
        #expect(error?.detail.contains(remedy) == true, "\(error?.detail ?? "")")
    }
}
