internal import AWSSigV4
internal import Diagnostics

/// A reader of the credentials settings of one profile.
struct ProfileReader {
    /// The contribution of one profile to a plan.
    enum Step {
        case base(ProfilePlan.Base)
        case role(ProfilePlan.Role, from: ProfilePlan.Base)
        case roleFromProfile(ProfilePlan.Role, String)
    }

    private let configuration: SharedConfiguration
    private let name: String
    private let referrer: String?

    /// Creates a reader of an existing profile.
    /// - Parameters:
    ///   - configuration: The shared configuration.
    ///   - name: The profile's name.
    ///   - referrer: The profile that names it as its `source_profile`, if any.
    init(
        _ configuration: SharedConfiguration, name: String, referredFrom referrer: String?
    ) throws(CredentialsError) {
        self.configuration = configuration
        self.name = name
        self.referrer = referrer
        guard configuration.profiles[name] == nil else { return }
        let hint = NearestName.hint(for: name, among: configuration.profileNames)
        // The parser skips a section with such a name, so suggesting one would not help.
        let rule =
            name.isProfileName
            ? ""
            : "; a profile's name consists of ASCII letters, digits and any of - _ / . % @ : + without blanks: rename it in the file"
        if let referrer {
            throw CredentialsError(
                .invalid, source: "profile \(referrer.profileForMessage)",
                reason: "its source_profile \(SafeDescription.name(name)) does not exist\(hint)\(rule)")
        }
        guard configuration.selection.isExplicit else {
            throw CredentialsError(
                .notConfigured, source: "profile \(name.profileForMessage)", reason: "there is no such profile")
        }
        throw invalid(
            "there is no such profile in the configuration or credentials file\(hint)"
                + (rule.isEmpty && hint.isEmpty ? "; expected a section [profile \(name.profileForMessage)]" : rule))
    }

    private func setting(_ key: String) -> String? { configuration.setting(key, ofProfile: name) }

    func invalid(_ reason: String) -> CredentialsError {
        CredentialsError(.invalid, source: "profile \(name.profileForMessage)", reason: reason)
    }

    /// Determines the profile's contribution. A profile that another one refers to contributes its own keys, if it has any.
    func step() throws(CredentialsError) -> Step {
        if referrer != nil, let keys = try keys() { return .base(keys) }
        if let tokenFile = setting("web_identity_token_file") { return .base(try webIdentity(tokenFile)) }
        if let role = try roleDescription() { return try step(taking: role) }
        try rejectSingleSignOn()
        if let keys = try keys() { return .base(keys) }
        if let command = setting("credential_process") { return .base(.program(commandLine: command)) }
        if let source = setting("source_profile") ?? setting("credential_source") {
            throw invalid("it has the credentials source \"\(source)\" but no role; add role_arn")
        }
        if let referrer {
            throw CredentialsError(
                .invalid, source: "profile \(referrer.profileForMessage)",
                reason: "its source_profile \(SafeDescription.name(name)) has no credentials")
        }
        throw CredentialsError(
            .notConfigured, source: "profile \(name.profileForMessage)", reason: "it has no credentials")
    }

    private func keys() throws(CredentialsError) -> ProfilePlan.Base? {
        switch (setting("aws_access_key_id"), setting("aws_secret_access_key")) {
        case (nil, nil): return nil
        case (_?, nil): throw invalid("it has aws_access_key_id but no aws_secret_access_key; it needs both")
        case (nil, _?): throw invalid("it has aws_secret_access_key but no aws_access_key_id; it needs both")
        case (let id?, let secret?):
            return .keys(
                AWSCredentials(
                    accessKeyID: id, secretAccessKey: secret, sessionToken: setting("aws_session_token")),
                accountID: setting("aws_account_id"))
        }
    }

    private func webIdentity(_ tokenFile: String) throws(CredentialsError) -> ProfilePlan.Base {
        guard let role = try roleDescription() else {
            throw invalid("it has web_identity_token_file but no role_arn; it needs both")
        }
        for key in ["source_profile", "credential_source"] where setting(key) != nil {
            throw invalid("it has both web_identity_token_file and \(key); remove one of them")
        }
        return .webIdentity(role, tokenFile: tokenFile)
    }

    private func step(taking role: ProfilePlan.Role) throws(CredentialsError) -> Step {
        if setting("mfa_serial") != nil {
            throw invalid(
                "it has mfa_serial, but a code cannot be entered here; use credential_process with a program that asks "
                    + "for it")
        }
        switch (setting("source_profile"), setting("credential_source")) {
        case (nil, nil):
            throw invalid(
                "it has role_arn but no source of credentials; add source_profile or credential_source")
        case (_?, _?): throw invalid("it has both source_profile and credential_source; remove one of them")
        // A role on top of the profile's own keys.
        case (name?, nil):
            guard let keys = try keys() else {
                throw invalid("its source_profile is itself, but it has no aws_access_key_id")
            }
            return .role(role, from: keys)
        case (let source?, nil): return .roleFromProfile(role, source)
        case (nil, let source?): return .role(role, from: try named(source))
        }
    }

    private func named(_ source: String) throws(CredentialsError) -> ProfilePlan.Base {
        switch source.lowercased() {
        case "environment": return .environment
        case "ecscontainer": return .container
        case "ec2instancemetadata": return .instanceMetadata
        default:
            let names = ["Environment", "EcsContainer", "Ec2InstanceMetadata"]
            let hint = NearestName.hint(for: source, among: names)
            // A value unlike any name may be a key on the wrong line, so do not quote it.
            let got = hint.isEmpty ? SafeDescription.form(of: source) : SafeDescription.word(source)
            throw invalid("its credential_source is \(got); expected \(names.joined(separator: ", "))\(hint)")
        }
    }

    private func roleDescription() throws(CredentialsError) -> ProfilePlan.Role? {
        guard let roleARN = setting("role_arn") else { return nil }
        return ProfilePlan.Role(
            roleARN: roleARN, sessionName: setting("role_session_name"), externalID: setting("external_id"),
            durationSeconds: try duration())
    }

    /// The duration in seconds, 15 minutes to 12 hours ("AssumeRole", AWS Security Token Service API Reference).
    private func duration() throws(CredentialsError) -> Int? {
        guard let text = setting("duration_seconds") else { return nil }
        guard let seconds = Int(text), (900...43_200).contains(seconds) else {
            throw invalid(
                "its duration_seconds is \(SafeDescription.number(text)); expected a number from 900 to 43200")
        }
        return seconds
    }

    private func rejectSingleSignOn() throws(CredentialsError) {
        let keys = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"]
        guard let key = keys.first(where: { setting($0) != nil }) else { return }
        throw invalid(
            "it has \(key), but IAM Identity Center (SSO) is not supported yet; sign in with the AWS CLI and add to a "
                + "profile of another name: credential_process = aws configure export-credentials --profile \(name) "
                + "--format process")
    }
}
