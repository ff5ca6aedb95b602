extension CauseCatalogue {
    /// Causes in the calls of this program.
    static let calls: [Cause] = [
        Cause(
            "credentials-expired", "The credentials have expired", .root,
            [
                Cause.Pattern([.call], codes: ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]),
                Cause.Pattern(
                    [.call], any: ["security token included in the request is expired", "token has expired"]),
            ],
            say: [
                "The credentials expired during {call}. What was started goes on in AWS without this program.",
                "A role that is assumed from another role lasts one hour at most.",
            ],
            check: [
                "The duration of the session against the time of a deployment; MaxSessionDuration of the role has to allow it."
            ],
            run: ["infra-cli attach {environment}"]),
        Cause(
            "clock-skew", "The clock of this machine is wrong", .root,
            [
                Cause.Pattern([.call], codes: ["RequestExpired", "RequestTimeTooSkewed"]),
                Cause.Pattern([.call], any: ["signature expired", "signature not yet current"]),
            ],
            say: ["AWS rejects {call}, because the time of this machine differs too much from its own."],
            check: ["The machine's clock and its synchronization."], run: ["infra-cli whoami"]),
        Cause(
            "credentials-invalid", "AWS does not accept the credentials", .root,
            [
                Cause.Pattern(
                    [.call],
                    codes: [
                        "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure",
                        "InvalidAccessKeyId", "IncompleteSignature", "MissingAuthenticationToken",
                    ])
            ],
            say: ["AWS does not accept the credentials of {call}: {message}."],
            check: ["The source of the credentials, and that all three parts of temporary ones are given."],
            run: ["infra-cli whoami"]),
        Cause(
            "call-denied", "A call was denied", .mechanism,
            [
                Cause.Pattern(
                    [.call], codes: ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"])
            ],
            say: ["AWS denies {call} to this caller: {message}.", "The message does not name the missing action."],
            check: ["The caller's policy, against bootstrap's."],
            run: ["infra-cli whoami", "infra-cli bootstrap {base} --diff"]),
        Cause(
            "throttled", "AWS throttles the account", .mechanism,
            [
                Cause.Pattern(
                    [.call],
                    codes: [
                        "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException",
                        "SlowDown", "RequestThrottled",
                    ]),
                Cause.Pattern([.call], any: ["rate exceeded"]),
            ],
            say: [
                "AWS throttled {call}, also after all repetitions.",
                "Limits are shared by everything in the account and region.",
            ],
            check: ["Other deployments, dashboards and scripts that poll the same service."],
            run: ["infra-cli attach {environment}"]),
        Cause(
            "service-unavailable", "The service is not available", .mechanism,
            [
                Cause.Pattern(
                    [.call],
                    codes: [
                        "ServiceUnavailable", "InternalFailure", "InternalError", "InternalServerError",
                        "ServerException", "ServiceUnavailableException", "503", "500",
                    ])
            ],
            say: ["AWS could not answer {call}: {message}.", "This is no fault of the release."],
            check: ["The AWS Health Dashboard."], run: ["infra-cli attach {environment}"]),
        Cause(
            "call-rejected", "A call was rejected", .consequence, [Cause.Pattern([.call])],
            say: ["AWS rejects {call}: {message}."], check: ["The message."], run: ["infra-cli status {environment}"]),
    ]
}
