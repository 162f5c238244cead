module httpsupgrade.dev/cluster/pause

go 1.26.0
