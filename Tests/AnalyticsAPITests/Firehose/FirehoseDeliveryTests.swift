import HTTPTypes
import Testing

/// The simulator itself, compared with the documented behaviour.
@Suite("FirehoseDelivery")
struct FirehoseDeliveryTests {
    private static func answer(
        _ status: Int, _ body: String, type: String = "application/json", coding: String? = nil
    ) -> Answer {
        var headers: HTTPFields = [.contentType: type]
        headers[.contentEncoding] = coding
        return Answer(status: status, headers: headers, body: body)
    }

    @Test("Only a complete answer with the status 200 confirms a batch")
    func confirmations() {
        let right = #"{"requestId":"a","timestamp":1}"#
        let cases: [(Answer?, FirehoseDelivery.State)] = [
            (Self.answer(200, right), .delivered), (Self.answer(413, right), .dropped),
            (Self.answer(201, right), .waiting(.seconds(1))), (Self.answer(302, ""), .waiting(.seconds(1))),
            (Self.answer(400, right), .waiting(.seconds(1))), (Self.answer(429, ""), .waiting(.seconds(1))),
            (Self.answer(200, right, type: "text/plain"), .waiting(.seconds(1))),
            (Self.answer(200, right, coding: "gzip"), .waiting(.seconds(1))),
            (Self.answer(200, #"{"requestId":"b","timestamp":1}"#), .waiting(.seconds(1))),
            (Self.answer(200, #"{"requestId":"a"}"#), .waiting(.seconds(1))),
            (Self.answer(200, ""), .waiting(.seconds(1))), (nil, .waiting(.seconds(181))),
        ]
        for (answer, expected) in cases {
            var delivery = FirehoseDelivery(requestID: "a")
            delivery.receive(answer, random: 0)
            #expect(delivery.state == expected)
        }
    }

    @Test("Attempts follow at doubled distances of at most two minutes, and the batch is backed up at the end")
    func backoff() {
        var delivery = FirehoseDelivery(requestID: "a", retryDuration: .seconds(600))
        var times: [Duration] = []
        while case .waiting(let time) = delivery.state {
            times.append(time)
            delivery.receive(Self.answer(503, #"{"requestId":"a","errorMessage":"unavailable: x"}"#), random: 0)
        }
        #expect(times == [0, 1, 3, 7, 15, 31, 63, 127, 247, 367, 487].map { .seconds($0) })
        #expect(delivery.state == .backedUp("503 unavailable: x"))
        var once = FirehoseDelivery(requestID: "a", retryDuration: .zero)
        once.receive(nil, random: 0)
        #expect(once.state == .backedUp("timed out") && once.attempts == 1)
    }
}
