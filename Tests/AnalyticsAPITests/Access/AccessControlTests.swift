import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

@Suite struct AccessControlTests {
    private static let reader = Identity(name: "reader", scopes: [.read])
    private static let keys = KeyAuthenticator(["admin-key": .administrator, "read-key": reader])

    struct Case: Sendable {
        let anonymous: AccessPolicy
        let hasKeys: Bool
        let field: String?
        let action: AccessAction
        /// The code of the refusal, or the identity's name.
        let outcome: String

        init(_ anonymous: AccessPolicy, keys: Bool, _ field: String?, _ action: AccessAction, _ outcome: String) {
            self.anonymous = anonymous
            hasKeys = keys
            self.field = field
            self.action = action
            self.outcome = outcome
        }
    }

    @Test(
        "The decision about a request depends on the client's rights, and a bad credential is never anonymous",
        arguments: [
            Case(.all, keys: false, nil, .manage, "anonymous"), Case(.read, keys: false, nil, .read, "anonymous"),
            Case(.read, keys: false, nil, .ingest, "read_only"), Case(.read, keys: false, nil, .manage, "read_only"),
            Case(.read, keys: true, nil, .read, "anonymous"), Case(.read, keys: true, nil, .ingest, "unauthenticated"),
            Case(.none, keys: true, nil, .read, "unauthenticated"),
            Case(.none, keys: true, nil, .manage, "unauthenticated"),
            Case(.none, keys: true, nil, .discover, "anonymous"),
            Case(.none, keys: true, nil, .checkHealth, "anonymous"),
            Case(.none, keys: true, "Bearer admin-key", .read, "admin"),
            Case(.none, keys: true, "bearer admin-key", .ingest, "admin"),
            Case(.none, keys: true, "Bearer admin-key", .manage, "admin"),
            Case(.none, keys: true, "Bearer read-key", .read, "reader"),
            Case(.none, keys: true, "Bearer read-key", .ingest, "forbidden"),
            Case(.all, keys: true, "Bearer read-key", .manage, "forbidden"),
            Case(.all, keys: true, "Bearer other", .read, "unauthenticated"),
            Case(.all, keys: true, "Bearer other", .discover, "unauthenticated"),
            Case(.all, keys: true, "Bearer other", .checkHealth, "anonymous"),
            Case(.all, keys: true, "Basic dTpw", .read, "unauthenticated"),
            Case(.all, keys: true, "admin-key", .read, "unauthenticated"),
            Case(.all, keys: true, "", .read, "unauthenticated"),
            Case(.all, keys: true, "Bearer admin-key, Bearer admin-key", .read, "unauthenticated"),
            Case(.all, keys: false, "Bearer admin-key", .read, "unauthenticated"),
            Case(.all, keys: false, "Basic dTpw", .read, "anonymous"),
        ])
    func decides(_ it: Case) async {
        let control = AccessControl(anonymous: it.anonymous, authenticator: it.hasKeys ? Self.keys : nil)
        var request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/")
        if let field = it.field { request.headerFields[.authorization] = field }
        let result: Result<AccessGrant, APIError>
        do throws(APIError) {
            result = .success(try await control.grant(request, for: it.action, on: Identifier(known: "sales")))
        } catch {
            result = .failure(error)
        }
        switch result {
        case .success(let grant):
            #expect(grant.identity.name == it.outcome)
            #expect(grant.action == it.action)
            #expect(grant.dataset == Identifier(known: "sales"))
        case .failure(let error):
            #expect(error.code.rawValue == it.outcome)
            let challenge = error.headers[.wwwAuthenticate]
            #expect((challenge?.hasPrefix("Bearer realm=\"weir\"") == true) == (error.code != .readOnly))
        }
    }

    @Test("A credential that cannot be checked gives 503, and not the rights of an anonymous client")
    func unavailable() async {
        let keys = KeyAuthenticator(["admin-key": .administrator])
        keys.fail(with: AuthenticatorError("the key cannot be read"))
        let control = AccessControl(anonymous: .all, authenticator: keys)
        let request = HTTPRequest(
            method: .get, scheme: "http", authority: "localhost", path: "/",
            headerFields: [.authorization: "Bearer admin-key"])
        let error = await #expect(throws: APIError.self) {
            try await control.grant(request, for: .read, on: nil)
        }
        #expect(error?.code == .unavailable)
        #expect(error?.detail.contains("the key cannot be read") == true)
    }
}
