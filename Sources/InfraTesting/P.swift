import Infra
