/// A question of `infra-cli init`, in the order in which they are asked.
package enum InitQuestion: String, Sendable, Hashable, CaseIterable {
    /// The environment's name.
    case name
    /// The AWS region.
    case region
    /// The AWS account; an empty answer leaves it open.
    case account
    /// The server's image.
    case image
    /// The clients that reach the load balancer.
    case access
    /// The encryption of their connections.
    case encryption
    /// The host name that clients use.
    case domain
    /// The Route 53 zone of the host name.
    case hostedZone
    /// The certificate in ACM.
    case certificate
    /// The reason for connections without encryption.
    case reason
    /// The rights of clients without a key.
    case anonymous
    /// The repository on GitHub whose workflows deploy; an empty answer leaves it out.
    case github
    /// The address that alarms notify; an empty answer leaves it out.
    case email

    /// The question, with the valid answers.
    package var prompt: String {
        switch self {
        case .name: "Name of the environment (dev, staging, production or another)"
        case .region: "AWS region"
        case .account: "AWS account, 12 digits (empty: any)"
        case .image: "Image of the server, as repository:version"
        case .access: "Load balancer, internal or public"
        case .encryption: "HTTPS with a new certificate (domain), your own (certificate), or none (http)"
        case .domain: "Host name for clients, such as api.example.com"
        case .hostedZone: "Id of the Route 53 zone of that name"
        case .certificate: "ARN of the certificate in ACM"
        case .reason: "Reason for plain HTTP in production, in a few words"
        case .anonymous: "Clients without a key may: none, read or all"
        case .github: "GitHub repository that deploys, as owner/name (empty: none)"
        case .email: "E-mail address that alarms notify (empty: none)"
        }
    }

    /// The flag of the command line that answers the question without a terminal; nil for the argument.
    package var flag: String? {
        switch self {
        case .name: nil
        case .hostedZone: "--hosted-zone"
        case .reason: "--insecure-http"
        default: "--" + rawValue
        }
    }

    /// The key of the environment file that the answer sets; nil if the answer decides about other questions.
    var key: String? {
        switch self {
        case .name, .access, .encryption, .github: nil
        case .region, .account: rawValue
        case .reason: "service.insecureHTTP"
        case .email: "observe.email"
        default: "service." + rawValue
        }
    }

    /// The valid answers of a question about words.
    var words: [String]? {
        switch self {
        case .access: ["internal", "public"]
        case .encryption: ["domain", "certificate", "http"]
        default: nil
        }
    }
}
