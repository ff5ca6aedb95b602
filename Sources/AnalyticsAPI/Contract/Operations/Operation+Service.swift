extension Operation {
    private static let secret: [AnswerHeader] = [.cacheControl, .vary]

    static let createKey = Operation(
        "createKey", .keys, "Create an API key, whose secret only this answer has",
        answers: [AnswerForm(201, "The key", [.json(.named("Key"))], headers: secret + [.location])]
    ).with {
        $0.body = [.json(.named("KeyRequest"))]
        $0.problems = [.invalidJSON, .invalidKey]
    }

    static let listKeys = Operation(
        "listKeys", .keys, "List the API keys",
        answers: [AnswerForm(200, "The keys", [.json(.named("KeyList"))], headers: secret)])

    static let describeKey = Operation(
        "describeKey", .keys, "Describe an API key",
        answers: [AnswerForm(200, "The key", [.json(.named("Key"))], headers: secret)])

    static let rotateKey = Operation(
        "rotateKey", .keys, "Replace an API key by a new one with the same rights",
        answers: [AnswerForm(201, "The new key", [.json(.named("Key"))], headers: secret + [.location])]
    ).with {
        $0.body = [.json(.named("KeyRotation"))]
        $0.isBodyOptional = true
        $0.problems = [.invalidJSON, .invalidKey, .keyRevoked]
    }

    static let revokeKey = Operation(
        "revokeKey", .keys, "Revoke an API key",
        answers: [AnswerForm(204, "The key is not valid any more", headers: secret)])

    static let mintToken = Operation(
        "mintToken", .keys, "Mint a view token from the client's key",
        answers: [AnswerForm(200, "The token", [.json(.named("Token"))], headers: secret)]
    ).with {
        $0.body = [.json(.named("TokenRequest"))]
        $0.isBodyOptional = true
        $0.problems = [.invalidJSON, .invalidKey, .datasetNotFound]
    }

    static let listRoutes = Operation(
        "listRoutes", .service, "List the routes",
        answers: [
            AnswerForm(
                200, "The routes; for a client that prefers HTML to JSON, the explorer's page",
                [.json(.named("RouteList")), AnswerForm.Content(type: "text/html", schema: .string)],
                headers: [.cacheControl, .vary], optional: [.referrerPolicy, .crossOriginOpenerPolicy])
        ])

    static let describeSession = Operation(
        "describeSession", .service,
        "Describe the client's identity, its rights, and the credentials that the server accepts",
        answers: [AnswerForm(200, "The identity", [.json(.named("Session"))], headers: secret)]
    ).with { $0.stability = .experimental }

    static let readContract = Operation(
        "readContract", .service, "Read this document",
        answers: [
            AnswerForm(200, "The contract", [.json(.map(.any))], headers: [.eTag, .cacheControl])
        ]
    ).with {
        $0.parameters = [
            RequestParameter("version", .choice(OpenAPIVersion.self), "the version of OpenAPI; 3.1 by default")
        ]
    }

    static let readDatasetContract = Operation(
        "readDatasetContract", .datasets, "Read this document for one dataset, with the shapes of its rows",
        answers: [
            AnswerForm(
                200, "The contract of the routes that the client may use",
                [.json(.map(.any))], headers: [.eTag, .cacheControl, .vary])
        ]
    ).with {
        $0.stability = .experimental
        $0.parameters = readContract.parameters
        $0.headers = [.consistency]
    }

    static let callTools = Operation(
        "callTools", .mcp, "Call the tools of the Model Context Protocol",
        answers: [
            AnswerForm(200, "The result, or an error of the protocol", [message], headers: secret),
            AnswerForm(202, "A notification was taken", headers: secret),
            AnswerForm(
                400, "The message is not valid, or of an unknown revision", [message, problem],
                optional: secret + [.wwwAuthenticate]),
            AnswerForm(404, "The method is unknown", [message, problem], optional: secret),
        ]
    ).with {
        $0.details = """
            Stateless: one JSON-RPC request or notification a call, and one answer. Revision 2026-07-28, and the handshake of \
            earlier ones.
            """
        $0.stability = .experimental
        $0.headers = [.mcpProtocolVersion, .mcpMethod, .mcpName]
        $0.body = [.json(.named("MCPRequest"))]
        $0.problems = [.notAcceptable]
    }
    private static let message = AnswerForm.Content.json(.named("MCPAnswer"))
    private static let problem = AnswerForm.Content(type: APIError.mediaType, schema: .named("Problem"))

    static let checkLiveness = Operation(
        "checkLiveness", .service, "Tell that the process answers",
        answers: [AnswerForm(200, "The process answers", [.json(.named("Liveness"))], headers: [.cacheControl])])

    static let checkReadiness = Operation(
        "checkReadiness", .service, "Tell whether the server can serve requests", answers: health)

    static let checkHealth = Operation(
        "checkHealth", .service, "Tell whether a new process would cure a fault", answers: health)

    private static let health = [
        AnswerForm(200, "Healthy", [.json(.named("Health"))], headers: [.cacheControl]),
        AnswerForm(503, "Not healthy", [.json(.named("Health"))], headers: [.cacheControl]),
    ]
}
