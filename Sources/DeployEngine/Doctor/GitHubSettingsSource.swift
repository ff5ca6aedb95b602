import Basics
package import HTTPCore
import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The settings of a repository from GitHub's API.
///
/// Source: "REST API endpoints for GitHub Actions variables", "… secrets" and "REST API endpoints for deployment environments",
/// GitHub Docs. A token without a right gets 403, or 404 as if there were nothing.
package struct GitHubSettingsSource: RepositorySettingsSource {
    private let transport: any HTTPTransport
    private let address: String
    private let token: String

    /// The address without the variable `GITHUB_API_URL`.
    package static let standardAddress = "https://api.github.com"

    /// The most entries of a page that every list takes.
    private static let pageSize = 30

    /// Creates a source.
    /// - Parameters:
    ///   - transport: The transport.
    ///   - address: The address of the API, such as that of an enterprise server.
    ///   - token: The token. It is sent over HTTPS alone, or to this machine.
    package init(transport: any HTTPTransport, address: String = standardAddress, token: String) {
        self.transport = transport
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.token = token
    }

    /// Reads the settings. A part that the token may not read is named in the result.
    package func settings(
        of repository: String, environment: String?
    ) async throws(RepositorySettingsError) -> RepositorySettings {
        let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(Self.isName) else {
            throw RepositorySettingsError("the repository's name is not of the form owner/name")
        }
        let root = "/repos/\(repository)"
        var settings = RepositorySettings()
        settings.environment = try await self.environment(environment, below: root)
        var levels = [
            ("organization", "\(root)/actions/organization-variables", "\(root)/actions/organization-secrets"),
            ("repository", "\(root)/actions/variables", "\(root)/actions/secrets"),
        ]
        if case .found = settings.environment, let environment {
            let place = "\(root)/environments/\(PercentEncoding.encode(environment))"
            levels.append(("environment", "\(place)/variables", "\(place)/secrets"))
        }
        for (level, variables, secrets) in levels {
            if let found = try await all(Variables.self, at: variables) {
                for entry in found.flatMap(\.variables) { settings.variables[entry.name.uppercased()] = entry.value }
            } else {
                settings.unread.append("the variables of the \(level)")
            }
            if let found = try await all(Secrets.self, at: secrets) {
                settings.secrets.formUnion(found.flatMap(\.secrets).map { $0.name.uppercased() })
            } else {
                settings.unread.append("the secrets of the \(level)")
            }
        }
        return settings
    }

    // MARK: Responses

    private protocol Page: Decodable {
        var count: Int { get }
    }

    private struct Variables: Page {
        struct Entry: Decodable {
            let name: String
            let value: String
        }

        let variables: [Entry]
        var count: Int { variables.count }
    }

    private struct Secrets: Page {
        struct Entry: Decodable {
            let name: String
        }

        let secrets: [Entry]
        var count: Int { secrets.count }
    }

    private struct Environments: Page {
        struct Entry: Decodable {
            let name: String
            let rules: [Rule]?
            let branches: Branches?

            enum CodingKeys: String, CodingKey {
                case name, rules = "protection_rules", branches = "deployment_branch_policy"
            }

            var protection: RepositorySettings.Protection {
                var protection = RepositorySettings.Protection(limitsBranches: branches != nil)
                for rule in rules ?? [] {
                    protection.reviewers += rule.reviewers?.count ?? 0
                    protection.waitMinutes = max(protection.waitMinutes, rule.waitTimer ?? 0)
                }
                return protection
            }
        }

        struct Rule: Decodable {
            let reviewers: [Reviewer]?
            let waitTimer: Int?

            enum CodingKeys: String, CodingKey { case reviewers, waitTimer = "wait_timer" }
        }

        struct Reviewer: Decodable {}

        struct Branches: Decodable {}

        let environments: [Entry]
        var count: Int { environments.count }
    }

    private func environment(
        _ name: String?, below root: String
    ) async throws(RepositorySettingsError) -> RepositorySettings.Environment {
        guard let name else { return .unnamed }
        guard let pages = try await all(Environments.self, at: "\(root)/environments") else { return .unread }
        let found = pages.flatMap(\.environments).first { $0.name.lowercased() == name.lowercased() }
        return found.map { .found($0.protection) } ?? .missing
    }

    // MARK: Requests

    /// The pages of a list; nil if the token may not read it.
    private func all<Content: Page>(
        _ type: Content.Type, at path: String
    ) async throws(RepositorySettingsError) -> [Content]? {
        var pages: [Content] = []
        for number in 1...40 {
            guard let page = try await get(type, "\(path)?per_page=\(Self.pageSize)&page=\(number)") else { return nil }
            pages.append(page)
            if page.count < Self.pageSize { break }
        }
        return pages
    }

    private func get<Content: Decodable>(
        _ type: Content.Type, _ path: String
    ) async throws(RepositorySettingsError) -> Content? {
        guard let mark = address.firstRange(of: "://") else {
            throw RepositorySettingsError("GITHUB_API_URL is no URL; expected one such as \(Self.standardAddress)")
        }
        let scheme = String(address[..<mark.lowerBound])
        let rest = address[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard scheme == "https" || authority.prefix(while: { $0 != ":" }) == "127.0.0.1" else {
            throw RepositorySettingsError("GITHUB_API_URL does not begin with https://, so no token is sent there")
        }
        let head = HTTPRequest(
            method: .get, scheme: scheme, authority: String(authority),
            path: String(rest[authority.endIndex...]) + path,
            headerFields: [
                .authorization: "Bearer \(token)", .accept: "application/vnd.github+json",
                .userAgent: "weir-infra-cli",
            ])
        let bytes: [UInt8]
        do throws(TransportError) {
            let response = try await transport.send(
                OutboundRequest(
                    head, timeouts: .init(connect: .seconds(5), total: .seconds(20)),
                    limits: .init(bodyBytes: 1024 * 1024)))
            switch response.head.status.code {
            case 200: bytes = try await response.body.collect(upTo: 1024 * 1024)
            case 403, 404: return nil
            case 401: throw TransportError(.malformedResponse, "it does not accept the token")
            case let code: throw TransportError(.malformedResponse, "it responded with \(code)")
            }
        } catch {
            throw RepositorySettingsError("GitHub cannot be asked: \(error.message)")
        }
        guard let content = try? JSONDecoder().decode(type, from: Data(bytes)) else {
            throw RepositorySettingsError("GitHub's response has not the documented form")
        }
        return content
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
            && text != "." && text != ".."
    }
}
