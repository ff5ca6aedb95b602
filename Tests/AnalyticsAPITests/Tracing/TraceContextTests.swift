import Testing

@testable import AnalyticsAPI

@Suite struct TraceContextTests {
    static let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    static let root = "1-67891233-abcdef012345678912345678"

    /// Determines a place with random numbers 1, 2, 3, ….
    private static func context(
        _ parents: [String] = [], amazon: String? = nil, ratio: Double = 0
    ) -> TraceContext {
        var last: UInt64 = 0
        return TraceContext(parents: parents, amazon: amazon.map { XRayTraceHeader($0) }, ratio: ratio) {
            last += 1
            return last
        }
    }

    @Test("A valid traceparent gives the trace, the parent and the decision")
    func parent() {
        for (flags, sampled) in [("00", false), ("01", true), ("03", true), ("02", false)] {
            let context = Self.context([Self.header.dropLast(2) + flags], ratio: 1)
            #expect(context.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
            #expect(context.parentID == "00f067aa0ba902b7")
            #expect(context.spanID == "0000000000000001")
            #expect(context.isSampled == sampled)
        }
    }

    @Test(
        "A traceparent that is not valid is ignored",
        arguments: [
            [""], [header + "-x"], [header + "0"], [String(header.dropLast())], [header.uppercased()],
            ["ff" + header.dropFirst(2)], ["00-00000000000000000000000000000000-00f067aa0ba902b7-01"],
            ["00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"], [header.replacing("-", with: "_")],
            ["0g" + header.dropFirst(2)], [header, header], ["01" + header.dropFirst(2) + "x"],
        ])
    func invalid(parents: [String]) {
        let context = Self.context(parents)
        #expect(context.parentID == nil)
        #expect(context.traceID == "00000000000000020000000000000003")
    }

    @Test("A later version of traceparent may have further fields")
    func laterVersion() {
        for suffix in ["", "-more"] {
            #expect(Self.context(["cc" + Self.header.dropFirst(2) + suffix]).parentID == "00f067aa0ba902b7")
        }
    }

    @Test("A traceparent takes precedence over X-Amzn-Trace-Id")
    func precedence() {
        let context = Self.context([Self.header], amazon: "Root=\(Self.root);Sampled=0")
        #expect(context.traceID == "4bf92f3577b34da6a3ce929d0e0e4736" && context.isSampled)
    }

    @Test("Without Sampled, as a load balancer of AWS sends it, the server's own ratio decides")
    func loadBalancer() {
        for header in [
            "Root=\(Self.root)", "Self=1-67891234-12456789abcdef0123456789;Root=\(Self.root);CalledFrom=app",
        ] {
            for (ratio, sampled) in [(0.0, false), (1.0, true)] {
                let context = Self.context(amazon: header, ratio: ratio)
                #expect(context.traceID == "67891233abcdef012345678912345678")
                #expect(context.parentID == nil)
                #expect(context.isSampled == sampled)
            }
        }
    }

    @Test("Sampled and Parent of X-Amzn-Trace-Id are obeyed")
    func sampled() {
        for (value, sampled) in [("0", false), ("1", true)] {
            let context = Self.context(
                amazon: "Root=\(Self.root);Parent=463ac35c9f6413ad;Sampled=\(value)", ratio: sampled ? 0 : 1)
            #expect(context.isSampled == sampled)
            #expect(context.parentID == "463ac35c9f6413ad")
        }
        // "?" defers the decision to this server.
        #expect(Self.context(amazon: "Root=\(Self.root);Sampled=?", ratio: 1).isSampled)
    }

    @Test(
        "An X-Amzn-Trace-Id that is not valid begins a new trace",
        arguments: [
            "", "Root=", "Root=2-67891233-abcdef012345678912345678", "Root=1-67891233-abcdef01234567891234567", "=;=;;",
            "Root=1-6789123G-abcdef012345678912345678;Parent=463ac35c9f6413ad",
            "Root=1-00000000-000000000000000000000000",
            String(repeating: "a=b;", count: 5000),
        ])
    func invalidAmazon(header: String) {
        let context = Self.context(amazon: header)
        #expect(context.traceID == "00000000000000020000000000000003")
        #expect(context.parentID == nil)
    }

    @Test("The id that the load balancer gave to the request is kept only if it is valid")
    func ownID() {
        let id = "1-67891234-12456789abcdef0123456789"
        #expect(XRayTraceHeader("Self=\(id);Root=\(Self.root)").ownID == id)
        #expect(XRayTraceHeader("Self=forged\"line;Root=\(Self.root)").ownID == nil)
    }

    @Test("A ratio samples its share of traces")
    func ratio() {
        var generator = SystemRandomNumberGenerator()
        let sampled = (0..<4000).count { _ in
            TraceContext(parents: [], amazon: nil, ratio: 0.25) { generator.next() }.isSampled
        }
        // Ten standard deviations.
        #expect((726...1274).contains(sampled))
    }
}
