extension InitDialogue {
    /// The commented environment file.
    package var text: String {
        let name = answers[.name] ?? ""
        let meaning =
            switch tier {
            case .dev: "small, and removed without a trace"
            case .staging: "production's shape at a smaller size"
            case .production: "deletion protection, backups, a standby"
            }
        return """
            # The \(name) environment. Its defaults are those of \(tier.rawValue): \(meaning).
            # `infra-cli validate \(name)` checks the file, and Docs/Environment.md lists every key with its default.

            \(settings)
            """
    }

    /// The settings with comments.
    var settings: String {
        var text: String = line("region", .region) ?? ""
        text +=
            line("account", .account)
            ?? "# account: \"123456789012\"      # certificates of other accounts are refused\n"
        text += """

            tags:
              CostCenter: weir-\(answers[.name] ?? "")

            network:
              cidr: \(block)         # must not overlap networks that this one is connected with
              # nat: 0                     # no way to the internet; AWS is reached through endpoints

            database:
              # instance: db.t4g.medium    # a larger class restarts the database
              # storage: 50                # GiB; can grow, but never shrink

            service:

            """
        for question in [InitQuestion.image, .domain, .hostedZone, .certificate, .reason, .anonymous] {
            guard let key = question.key?.split(separator: ".").last else { continue }
            text += line("  " + key, question) ?? ""
        }
        if answers[.access] == "internal" {
            text += "  internal: true             # reachable from the VPC and networks connected with it\n"
            text += "  allow:\n    - 10.0.0.0/8\n"
        }
        return text + alarms + repository
    }

    /// The receiver of alarms.
    private var alarms: String {
        guard let address = answers[.email], !address.isEmpty else { return "" }
        return """

            observe:
              alarms: true
              email:
                - \(InitDialogue.quoted(address))    # confirms once, by a message of SNS

            """
    }

    /// The repository whose workflows deploy.
    private var repository: String {
        guard let names = answers[.github]?.split(separator: "/", omittingEmptySubsequences: false), names.count == 2
        else { return "" }
        return """

            github:
              owner: \(InitDialogue.quoted(String(names[0])))
              repository: \(InitDialogue.quoted(String(names[1])))
              # The ids, if GitHub sends them: in repositories since July 2026, `infra-cli oidc sub` shows the form.
              # ownerId: '123456'          # .owner.id of GET /repos/<owner>/<repository>
              # repositoryId: '456789'     # .id of the same answer

            """
    }

    /// A block of addresses for each tier, so that their networks can be connected.
    private var block: String {
        switch tier {
        case .dev: "10.10.0.0/16"
        case .staging: "10.20.0.0/16"
        case .production: "10.30.0.0/16"
        }
    }

    private func line(_ key: String, _ question: InitQuestion) -> String? {
        guard let answer = answers[question], !answer.isEmpty else { return nil }
        return "\(key): \(InitDialogue.quoted(answer))\n"
    }

    /// A scalar that YAML reads as this text: plain if it is made of safe characters and is not a number, else in single quotes.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._/:@ ".utf8.contains(byte)
        }
        let isSafe =
            isPlain && !text.contains(": ") && !text.hasSuffix(":") && text.first?.isLetter == true
            && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
        return isSafe ? text : "'" + text.replacing("'", with: "''") + "'"
    }
}
