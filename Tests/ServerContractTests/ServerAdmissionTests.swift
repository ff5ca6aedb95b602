import ServerContract
import Testing

@Suite struct ServerAdmissionTests {
    @Test(
        "A server starts if it can identify its clients, if the operator admits all of them, or on a loopback address",
        arguments: [
            ("0.0.0.0", nil, true, AnonymousAccess.none), ("0.0.0.0", AnonymousAccess.none, true, .none),
            ("0.0.0.0", .read, true, .read), ("0.0.0.0", .all, true, .all), ("0.0.0.0", .read, false, .read),
            ("::", .all, false, .all), ("127.0.0.1", nil, false, .all), ("localhost", nil, false, .all),
            ("[::1]", nil, false, .all), ("127.0.0.1", .read, false, .read), ("127.0.0.1", nil, true, .none),
        ] as [(String, AnonymousAccess?, Bool, AnonymousAccess)])
    func starts(host: String, anonymous: AnonymousAccess?, hasKey: Bool, expected: AnonymousAccess) throws {
        let admission = ServerAdmission(host: host, anonymous: anonymous, identifiesClients: hasKey)
        #expect(try admission.anonymousAccess() == expected)
    }

    @Test(
        "A server that would serve every machine without the operator's word, or no client at all, refuses to start",
        arguments: [
            ("0.0.0.0", nil, "refusing to listen on 0.0.0.0: every machine"),
            ("10.0.0.1", nil, "refusing to listen on 10.0.0.1"), ("127.0.0.1.nip.io", nil, "refusing to listen"),
            ("0.0.0.0", AnonymousAccess.none, "ANONYMOUS is \"none\" and there is no administrator's key"),
            ("127.0.0.1", AnonymousAccess.none, "every request would be refused"),
        ] as [(String, AnonymousAccess?, String)])
    func refuses(host: String, anonymous: AnonymousAccess?, mention: String) {
        let admission = ServerAdmission(host: host, anonymous: anonymous, identifiesClients: false)
        let error = #expect(throws: ServerStartError.self) { try admission.anonymousAccess() }
        #expect(error?.description.contains(mention) == true, "\(String(describing: error))")
        #expect(error?.description.contains("WEIR_ADMIN_SECRET_ARN") == true)
        #expect(error?.description.contains("--anonymous read") == true)
    }
}
