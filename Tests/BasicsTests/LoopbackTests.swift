import Basics
import Testing

@Suite struct LoopbackTests {
    @Test(
        "Only addresses of the machine itself are loopback addresses",
        arguments: [
            ("127.0.0.1", true), ("127.8.0.1", true), ("::1", true), ("[::1]", true), ("localhost", true),
            ("0.0.0.0", false), ("::", false), ("10.0.0.1", false), ("127.0.0.1.nip.io", false), ("127.1", false),
            ("127.0.0.256", false), ("127.0..1", false), ("localhost.example", false), ("", false),
        ])
    func contains(host: String, expected: Bool) {
        #expect(Loopback.contains(host) == expected)
    }
}
