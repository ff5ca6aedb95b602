import Infra

extension Network.Reference {
    /// Allows a client to reach AWS's services, through the network's endpoints or the internet.
    func allowServices(to client: Connections) {
        if let endpoints {
            client.allow(to: endpoints, purpose: "Tasks to AWS services inside the VPC")
        }
        // AWS's public addresses (registry, image layers in S3, Secrets Manager, Logs) are in no list that a template can
        // name. Without NAT the route tables know the VPC and S3 alone, so the rule opens nothing else.
        client.allow(to: .anywhere, port: 443, purpose: "Tasks to AWS services over HTTPS")
    }
}
