/// The user's settings of endpoints, in the order of precedence of AWS's SDKs.
///
/// An explicit URL comes first, then `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section,
/// the profile's `endpoint_url`, and the partition's rule. Source: "Service-specific endpoints", AWS SDKs and Tools
/// Reference Guide.
package struct EndpointSettings: Sendable {
    /// Looks a value up, such as a profile's key; nil if it is not set.
    package typealias Lookup = @Sendable (String) -> String?

    private let explicitURL: String?
    private let ignoresConfigured: Bool
    private let environment: [String: String]
    private let profile: Lookup
    private let service: @Sendable (_ service: String, _ key: String) -> String?

    /// Creates settings from their sources.
    /// - Parameters:
    ///   - explicitURL: The URL for every service, such as that of a command-line option; nil for none.
    ///   - ignoresConfigured: `true` to ignore all settings but `explicitURL`.
    ///   - environment: The process's variables.
    ///   - profile: Looks up a key of the selected profile.
    ///   - service: Looks up a key of a service in the profile's `services` section, by the service's name in the file,
    ///     such as `secrets_manager`.
    package init(
        explicitURL: String? = nil, ignoresConfigured: Bool = false, environment: [String: String] = [:],
        profile: @escaping Lookup = { _ in nil },
        service: @escaping @Sendable (_ service: String, _ key: String) -> String? = { _, _ in nil }
    ) {
        self.explicitURL = explicitURL
        self.ignoresConfigured = ignoresConfigured
        self.environment = environment
        self.profile = profile
        self.service = service
    }

    /// The configured region, or nil: that of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's `region`.
    package var region: String? {
        variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? nonEmpty(profile("region"))
    }

    /// Determines the endpoint of a service.
    /// - Parameters:
    ///   - service: The service.
    ///   - region: The region, or nil for the configured one.
    /// - Throws: ``EndpointError``.
    package func endpoint(for service: AWSService, region: String? = nil) throws(EndpointError) -> Endpoint {
        guard let region = nonEmpty(region) ?? self.region else { throw .noRegion(service: service.name) }
        guard Self.isHostLabel(region) else { throw .invalidRegion(region) }
        let fips = isSet("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        let dualStack = isSet("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        if let custom = customURL(for: service) {
            if fips { throw .variantOfCustomEndpoint(variant: "FIPS", place: custom.place) }
            if dualStack { throw .variantOfCustomEndpoint(variant: "dual-stack", place: custom.place) }
            let signing = service.rule.host(region: region, fips: false, dualStack: false)?.signingRegion ?? region
            return try Endpoint(customURL: custom.url, region: signing, place: custom.place)
        }
        guard let found = service.rule.host(region: region, fips: fips, dualStack: dualStack) else {
            let variant = (fips ? "FIPS " : "") + (dualStack ? "dual-stack " : "")
            throw .unsupported(service: service.name, region: region, variant: variant)
        }
        return Endpoint(
            scheme: "https", authority: found.host, basePath: "", signingRegion: found.signingRegion, isCustom: false)
    }

    /// The configured URL of a service and its setting.
    func customURL(for service: AWSService) -> (url: String, place: String)? {
        if let url = nonEmpty(explicitURL) { return (url, "the explicit endpoint URL") }
        if ignoresConfigured || isSet("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") {
            return nil
        }
        let name = service.name.replacing(" ", with: "_")
        let own = "AWS_ENDPOINT_URL_" + name.uppercased()
        if let url = variable(own) { return (url, own) }
        if let url = variable("AWS_ENDPOINT_URL") { return (url, "AWS_ENDPOINT_URL") }
        if let url = nonEmpty(self.service(name.lowercased(), "endpoint_url")) {
            return (url, "endpoint_url of \(name.lowercased()) in the profile's services")
        }
        return nonEmpty(profile("endpoint_url")).map { ($0, "endpoint_url in the profile") }
    }

    private func variable(_ name: String) -> String? { nonEmpty(environment[name]) }

    private func isSet(_ variable: String, _ key: String) -> Bool {
        (self.variable(variable) ?? nonEmpty(profile(key)))?.lowercased() == "true"
    }

    private func nonEmpty(_ text: String?) -> String? { text?.isEmpty == false ? text : nil }

    /// `true` for a valid label of a host name (RFC 1123 section 2.1).
    private static func isHostLabel(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isPlain = bytes.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain && (1...63).contains(bytes.count) && bytes.first != UInt8(ascii: "-")
            && bytes.last != UInt8(ascii: "-")
    }
}

extension EndpointSettings {
    /// Creates settings from the environment and the selected profile of the shared configuration.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - configuration: The shared configuration.
    package init(environment: AWSEnvironment, configuration: SharedConfiguration) {
        self.init(
            environment: environment.variables, profile: { configuration.setting($0) },
            service: { configuration.setting($1, ofService: $0) })
    }
}
