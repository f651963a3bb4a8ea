from langnghe.console import main

main()
