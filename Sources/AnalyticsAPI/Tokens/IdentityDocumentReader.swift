import Basics
import Diagnostics
import Models
import WebTokens

/// Reads an ``IdentityDocument``, and collects up to a hundred mistakes with their JSON pointers.
struct IdentityDocumentReader {
    /// The maximum number of issuers.
    static let maximumIssuers = 16
    /// The maximum number of audiences, clients or load balancers.
    private static let maximumNames = 50
    /// An issuer as JSON, for messages.
    private static let issuerExample =
        #"{"name": "login", "issuer": "https://login.example.com", "audience": ["weir"], "rights": [{"scopes": ["read"]}]}"#

    /// Reads the rights, and has all mistakes.
    var rights = KeyPolicyReader()

    mutating func document(_ json: JSONValue) -> IdentityDocument? {
        let known = ["issuers", "balancer", "resource"]
        guard let object = JSONObject(json, at: "", known: known, items: &rights.items) else { return nil }
        var issuers: [IdentityDocument.Issuer] = []
        if let value = object["issuers"] {
            let expected =
                "an array of 1 to \(Self.maximumIssuers) issuers, each an object such as \(Self.issuerExample)"
            if case .array(let values) = value, (1...Self.maximumIssuers).contains(values.count) {
                for (index, value) in values.enumerated() {
                    if let issuer = issuer(value, at: "/issuers/\(index)") { issuers.append(issuer) }
                }
            } else {
                rights.items.append(.shape(at: "/issuers", got: value, expected: expected))
            }
        }
        var found: IdentityDocument.Balancer?
        if let value = object["balancer"] { found = balancer(value, at: "/balancer") }
        if object["issuers"] == nil, object["balancer"] == nil {
            rights.report(at: "", "got neither \"issuers\" nor \"balancer\", expected one of them")
        }
        for (member, values) in [("name", issuers.map(\.name)), ("issuer", issuers.map(\.policy.issuer))]
        where Set(values).count < values.count {
            rights.report(at: "/issuers", "two issuers have the same \(member), expected different ones")
        }
        return IdentityDocument(issuers: issuers, balancer: found, origin: object["resource"].flatMap { resource($0) })
    }

    /// Reads the scheme and host at which clients reach the server.
    private mutating func resource(_ value: JSONValue) -> String? {
        if case .string(let text) = value, ProviderURL.isAcceptable(text), text.split(separator: "/").count == 2,
            !text.hasSuffix("/")
        {
            return text
        }
        let got = if case .string(let text) = value { SafeDescription.url(text) } else { value.kind }
        rights.report(
            at: "/resource",
            "got \(got), expected the scheme and host at which clients reach the server, such as https://data.example.com"
        )
        return nil
    }

    // MARK: Issuers

    private mutating func issuer(_ value: JSONValue, at pointer: String) -> IdentityDocument.Issuer? {
        let known = [
            "name", "issuer", "cognito", "keys", "algorithms", "audience", "clients", "tokenUse", "rights",
        ]
        guard
            let object = JSONObject(
                value, at: pointer, known: known, example: Self.issuerExample, items: &rights.items)
        else { return nil }
        let name = name(object)
        let origin = origin(object)
        let audiences = texts(object, "audience")
        let clients = texts(object, "clients")
        let algorithms = algorithms(object)
        let use = use(object)
        if object["audience"] == nil, object["clients"] == nil {
            rights.report(
                at: pointer,
                "got neither \"audience\" nor \"clients\", expected one of them: tokens for every service of the issuer would be accepted"
            )
        }
        if use == .id, clients.isEmpty {
            rights.report(at: pointer, "ID tokens need \"clients\": the audience of an ID token is a client")
        }
        let keys = keys(object, of: origin)
        let rules = rights.rules(object)
        guard let name, let origin, let keys else { return nil }
        let policy = TokenPolicy(
            issuer: origin.issuer, algorithms: algorithms ?? (origin.isCognito ? [.rs256] : SignatureAlgorithm.usual),
            audiences: Set(audiences), clients: Set(clients), use: use, statesUse: origin.isCognito)
        return IdentityDocument.Issuer(name: name, policy: policy, keys: keys, rights: rules)
    }

    private mutating func name(_ object: JSONObject) -> String? {
        let expected = "1 to 32 letters, digits and hyphens"
        guard let value = object.required("name", expected: expected, items: &rights.items) else { return nil }
        guard case .string(let text) = value, (1...32).contains(text.utf8.count),
            text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else {
            rights.items.append(.shape(at: object.pointer(to: "name"), got: value, expected: expected))
            return nil
        }
        return text
    }

    /// Reads `issuer` or `cognito`.
    private mutating func origin(_ object: JSONObject) -> (issuer: String, isCognito: Bool)? {
        switch (object["issuer"], object["cognito"]) {
        case (nil, .string(let pool)?):
            let parts = pool.split(separator: "_", omittingEmptySubsequences: false)
            guard parts.count == 2, BalancerARN.isRegion(parts[0]), (1...55).contains(parts[1].utf8.count),
                parts[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
            else {
                rights.report(
                    at: object.pointer(to: "cognito"),
                    "got \(SafeDescription.word(pool)), expected the id of a user pool, such as eu-central-1_AbCdEfGhI")
                return nil
            }
            return ("https://cognito-idp.\(parts[0]).amazonaws.com/\(pool)", true)
        case (.string(let url)?, nil):
            guard ProviderURL.isAcceptable(url) else {
                rights.report(
                    at: object.pointer(to: "issuer"),
                    "got \(SafeDescription.url(url)), expected the issuer's URL with https, exactly as its tokens name it"
                )
                return nil
            }
            return (url, false)
        default:
            rights.report(
                at: object.pointer(to: "issuer"),
                "expected the issuer's URL as a text, or the id of a user pool in \"cognito\", and not both")
            return nil
        }
    }

    private mutating func keys(_ object: JSONObject, of origin: (issuer: String, isCognito: Bool)?)
        -> IssuerKeys.Location?
    {
        guard let value = object["keys"] else {
            return origin.map { origin in
                origin.isCognito
                    ? .keySet(url: origin.issuer + "/.well-known/jwks.json") : .discovery(issuer: origin.issuer)
            }
        }
        return url(value, at: object.pointer(to: "keys"), "the URL of the issuer's key set").map { .keySet(url: $0) }
    }

    private mutating func url(_ value: JSONValue, at pointer: String, _ what: String) -> String? {
        if case .string(let text) = value, ProviderURL.isAcceptable(text) { return text }
        let got = if case .string(let text) = value { SafeDescription.url(text) } else { value.kind }
        rights.report(at: pointer, "got \(got), expected \(what) with https, or http on a loopback address")
        return nil
    }

    private mutating func algorithms(_ object: JSONObject) -> Set<SignatureAlgorithm>? {
        guard object["algorithms"] != nil else { return nil }
        let valid = SignatureAlgorithm.allCases.map(\.rawValue)
        let pointer = object.pointer(to: "algorithms")
        var found: Set<SignatureAlgorithm> = []
        for (index, text) in texts(object, "algorithms").enumerated() {
            guard let algorithm = SignatureAlgorithm(rawValue: text) else {
                let nearest = rights.items.nearest(to: text, among: valid)
                rights.report(
                    at: "\(pointer)/\(index)",
                    "got \(SafeDescription.word(text)), expected one of \(valid.joined(separator: ", ")); algorithms without a signature or with a shared key are never accepted",
                    nearest: nearest)
                continue
            }
            found.insert(algorithm)
        }
        return found
    }

    private mutating func use(_ object: JSONObject) -> TokenPolicy.Use {
        guard let value = object["tokenUse"] else { return .access }
        if case .string(let text) = value, let use = TokenPolicy.Use(rawValue: text) { return use }
        rights.items.append(.shape(at: object.pointer(to: "tokenUse"), got: value, expected: "access or id"))
        return .access
    }

    // MARK: Load balancers

    private mutating func balancer(_ value: JSONValue, at pointer: String) -> IdentityDocument.Balancer? {
        let known = ["signers", "client", "issuer", "keys", "rights"]
        guard let object = JSONObject(value, at: pointer, known: known, items: &rights.items) else { return nil }
        for name in ["signers", "client", "issuer"] {
            _ = object.required(
                name, expected: "a value: without it, the load balancers of every AWS account would be believed",
                items: &rights.items)
        }
        let signers = texts(object, "signers")
        var bases: Set<String> = []
        for (index, arn) in signers.enumerated() {
            if let location = BalancerARN.location(arn) {
                bases.insert(location.keys)
            } else {
                rights.report(
                    at: "\(object.pointer(to: "signers"))/\(index)",
                    "got \(SafeDescription.form(of: arn)), expected the ARN of an Application Load Balancer without wildcards, arn:aws:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/app/NAME/ID"
                )
            }
        }
        let client = text(object, "client")
        let issuer = text(object, "issuer")
        let given = object["keys"].flatMap { url($0, at: object.pointer(to: "keys"), "the URL of the public keys") }
        if bases.count > 1, given == nil {
            rights.report(
                at: object.pointer(to: "signers"), "got load balancers of several regions, expected those of one region"
            )
        }
        let rules = rights.rules(object)
        guard let client, let issuer, let base = given.map({ $0.hasSuffix("/") ? $0 : $0 + "/" }) ?? bases.first else {
            return nil
        }
        return IdentityDocument.Balancer(
            policy: BalancerPolicy(signers: Set(signers), client: client, issuer: issuer), keys: base, rights: rules)
    }

    // MARK: Texts

    /// Returns a text of visible ASCII characters.
    private mutating func text(_ object: JSONObject, _ key: String) -> String? {
        guard let value = object[key] else { return nil }
        if case .string(let text) = value, Self.isName(text) { return text }
        rights.items.append(
            .shape(at: object.pointer(to: key), got: value, expected: "a text of 1 to 512 visible ASCII characters"))
        return nil
    }

    /// Returns an array of texts, at least one.
    private mutating func texts(_ object: JSONObject, _ key: String) -> [String] {
        guard let value = object[key] else { return [] }
        if case .array(let items) = value, (1...Self.maximumNames).contains(items.count) {
            let texts = items.compactMap { item -> String? in
                if case .string(let text) = item, Self.isName(text), text != "*" { text } else { nil }
            }
            if texts.count == items.count { return texts }
        }
        rights.items.append(
            .shape(
                at: object.pointer(to: key), got: value,
                expected:
                    "an array of 1 to \(Self.maximumNames) texts of 1 to 512 visible ASCII characters, without wildcards, such as [\"weir\"]"
            ))
        return []
    }

    private static func isName(_ text: String) -> Bool {
        (1...512).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
